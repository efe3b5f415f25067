import { patchRunReport as examples } from '@patchlight/contract/examples/patch-run-report';
import { reports as moduleExamples } from '@patchlight/contract/examples/reports';
import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import { configure, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Answers, failure, leave, open, organization } from '../../test/render.tsx';
import { router } from '../router.tsx';

// The machine may be busy.
configure({ asyncUtilTimeout: 10_000 });
afterEach(leave);

const page = `/o/${organization.id}/reports`;
const report = { ...examples.reportPatchRun.data, groups: [] } as PatchRunReport;
const lag: Answers = { 'GET /api/v1/reports/patch-run': () => report };

describe('the update lag', () => {
  it('compares the period with the one before', async () => {
    const asked = await open(`${page}?tab=lag&tag=prod`, 'viewer', lag);
    const numbers = within(await screen.findByRole('list', { name: 'How long security updates took' }));
    expect(numbers.getByText('Half are fixed within').parentElement?.textContent).toContain('11 h');
    await vi.waitFor(() => {
      const queries = asked.filter(({ path }) => path.endsWith('/patch-run')).map(({ query }) => query);
      expect(queries).toEqual([
        { organization_id: organization.id, tag: 'prod', period: 'weekly', group_by: 'tag' },
        expect.objectContaining({ tag: 'prod', from: '2025-09-01', to: '2026-09-01', timezone: 'Europe/Berlin' }),
      ]);
    });
  });

  it('puts the period into the address', async () => {
    await open(`${page}?tab=lag`, 'viewer', lag);
    fireEvent.click(await screen.findByRole('radio', { name: 'Year to date' }));
    await vi.waitFor(() => expect(router.state.location.search).toEqual({ tab: 'lag', period: 'ytd' }));
  });

  it('says that nothing is past its target', async () => {
    await open(`${page}?tab=lag`, 'viewer', {
      'GET /api/v1/reports/patch-run': () => ({ ...report, breaches: [], breach_count: 0 }),
    });
    expect(await screen.findByText('Nothing is past its target')).toBeTruthy();
  });

  it('tells nothing to measure from all good', async () => {
    const nothing = { count: 0, p50_hours: null, p90_hours: null, max_hours: null, by_days: [0, 0, 0, 0, 0, 0] };
    await open(`${page}?tab=lag`, 'viewer', {
      'GET /api/v1/reports/patch-run': () => ({
        ...report,
        buckets: [],
        lag: { security: nothing, other: nothing },
        open_exposures: { count: 0, oldest_hours: null },
        breaches: [],
        breach_count: 0,
      }),
    });
    expect(await screen.findByText('Nothing to measure yet')).toBeTruthy();
  });
});

describe('the file', () => {
  it('is what the page is of, asked with the access token', async () => {
    const save = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    const asked = await open(`${page}?status=security`, 'viewer', {
      'GET /api/v1/reports/module-updates': ({ query }) =>
        query.format === 'csv' ? new Response('site\r\n') : moduleExamples.reportModuleUpdates.data,
    });
    fireEvent.click(await screen.findByRole('button', { name: /CSV/ }));
    await vi.waitFor(() => expect(save).toHaveBeenCalled());
    expect(asked.at(-1)?.query).toEqual({
      status: 'security',
      group_by: 'module',
      organization_id: organization.id,
      format: 'csv',
    });
    save.mockRestore();
  });

  it('says why it could not be made', async () => {
    await open(page, 'viewer', {
      'GET /api/v1/reports/module-updates': ({ query }) =>
        query.format === 'csv'
          ? failure(429, 'rate_limited', 'Too many at once.')
          : moduleExamples.reportModuleUpdates.data,
    });
    fireEvent.click(await screen.findByRole('button', { name: /CSV/ }));
    expect((await screen.findByRole('alert')).textContent).toContain('Too many at once.');
  });
});

it('shows an error with its number, and keeps the tabs', async () => {
  await open(page, 'viewer', {
    'GET /api/v1/reports/module-updates': () => failure(500, 'internal', 'Something broke here.'),
  });
  expect((await screen.findByRole('alert')).textContent).toContain('req-1');
  expect(screen.getByRole('link', { name: 'Patch runs' })).toBeTruthy();
});
