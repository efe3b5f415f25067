import { advisories } from '@patchlight/contract/examples/advisories';
import { mutes } from '@patchlight/contract/examples/mutes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { everywhere, place } from '../../test/fleet.ts';
import { type Answers, leave, open } from '../../test/render.tsx';
import { router } from '../router.tsx';

// Pages are loaded when they are opened; here before anything waits for them.
await import('./advisory-page.tsx');
afterEach(leave);

const advisory = advisories.getAdvisory.data;
const path = `/api/v1/advisories/${advisory.id}`;
const page = `${place}/advisories/${advisory.id}`;
const hostile = '"><img src=x onerror=alert(1)>';
const [exposed] = advisory.exposed_sites;
const named = { ...exposed, site: { ...exposed?.site, name: hostile } };
const answers: Answers = {
  ...everywhere,
  [`GET ${path}`]: () => ({
    ...advisory,
    exposed_sites: [named],
    sites: { exposed: 1, possible: 0, muted: 0, fixed: 3 },
  }),
  [`GET ${path}/sites`]: ({ query }) => (query.state === 'fixed' ? advisories.listAdvisorySites.data : [named]),
};

it('says how many are exposed and what to take', async () => {
  await open(page, 'viewer', answers);
  expect((await screen.findByText(/1 of 4 sites that it concerns is exposed/)).textContent).toMatch(
    /Update to 2\.4\.1/,
  );
  expect(screen.getByText('Partly fixed')).toBeTruthy();
});

it('reads the risk out in words', async () => {
  await open(page, 'viewer', answers);
  expect(await screen.findByText('The attacker needs no account')).toBeTruthy();
  expect(screen.getByText('Only sites with unusual settings')).toBeTruthy();
});

it('gives the command with the sites that need it, their names as text', async () => {
  await open(page, 'viewer', answers);
  await screen.findByText('The attacker needs no account');
  fireEvent.click(screen.getByRole('button', { name: /Composer lines for 1 site/ }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain("composer require 'drupal/postcard:^2.4.1'");
  expect(dialog.textContent).toContain(hostile);
  expect(document.querySelector('img')).toBeNull();
  fireEvent.keyDown(dialog, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('shows the sites of the state in the address, the exposed ones without one', async () => {
  const asked = await open(page, 'viewer', answers);
  fireEvent.click(await screen.findByRole('link', { name: 'Fixed 3' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ tab: 'fixed' }));
  expect(await screen.findByText('Fixed sites, the last first', { selector: 'h2' })).toBeTruthy();
  expect(asked.filter((each) => each.path === `${path}/sites`).map(({ query }) => query.state)).toEqual([
    'exposed',
    'fixed',
  ]);
});

it.each([
  [{ exposed: 0, possible: 0, muted: 0, fixed: 0 }, /No site of yours runs/],
  [{ exposed: 0, possible: 0, muted: 0, fixed: 2 }, /All 2 sites that were exposed are fixed/],
  [{ exposed: 0, possible: 0, muted: 2, fixed: 1 }, /2 of 3 sites that it concerns are muted, and not repaired/],
  [{ exposed: 0, possible: 1, muted: 0, fixed: 0 }, /Of 1 site the version cannot tell/],
])('says what %j means', async (sites, sentence) => {
  await open(page, 'viewer', { ...answers, [`GET ${path}`]: () => ({ ...advisory, sites }) });
  expect(await screen.findByText(sentence)).toBeTruthy();
});

it('counts no longer where it was withdrawn', async () => {
  const withdrawn = { ...advisory, withdrawn_at: '2026-11-20T09:00:00Z' };
  await open(page, 'viewer', { ...answers, [`GET ${path}`]: () => withdrawn });
  expect(await screen.findByText(/It was withdrawn on 20 Nov 2026/)).toBeTruthy();
});

it('has nothing to tell a client while it is muted: it is neither repaired nor about to be', async () => {
  const sites = { exposed: 0, possible: 0, muted: 2, fixed: 1 };
  await open(page, 'viewer', { ...answers, [`GET ${path}`]: () => ({ ...advisory, sites }) });
  await screen.findByText(/2 of 3 sites that it concerns are muted/);
  expect(screen.queryByRole('button', { name: 'Copy client notice' })).toBeNull();
});

it('opens the dialog that mutes where a mail leads to it, and asks for it once', async () => {
  const muting: Answers = { ...answers, 'GET /api/v1/mutes/preview': () => mutes.previewMute.data };
  await open(`${page}?mute=1`, 'developer', muting);
  const dialog = await screen.findByRole('dialog');
  fireEvent.keyDown(dialog, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(router.state.location.search).toEqual({});
});

it('opens no dialog for whoever may not mute', async () => {
  await open(`${page}?mute=1`, 'viewer', answers);
  await screen.findByText(/1 of 4 sites that it concerns is exposed/);
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('says in words that every version is affected, in what was changed too', async () => {
  const [project] = advisory.projects;
  const [revision] = advisory.revisions;
  const rangeOf = (affected_versions: string) => [{ project: 'postcard', affected_versions }];
  await open(page, 'viewer', {
    ...answers,
    [`GET ${path}`]: () => ({
      ...advisory,
      projects: [{ ...project, affected_versions: '*' }],
      revisions: [
        {
          ...revision,
          before: { ...revision?.before, projects: rangeOf('<2.4.1') },
          after: { ...revision?.after, projects: rangeOf('*') },
        },
      ],
    }),
  });
  expect((await screen.findByText('every version')).parentElement?.textContent).toBe('Affects every version');
  expect(screen.getByText(/^Affected postcard <2\.4\.1 to postcard every version$/)).toBeTruthy();
});
