import { expect, it } from 'vitest';
import { periodBefore, periodOf } from './period.ts';

const report = (
  period: 'weekly' | 'monthly' | 'ytd' | 'custom',
  from: string,
  to: string,
  timezone = 'Europe/Berlin',
) => periodBefore({ period, from, to, timezone } as Parameters<typeof periodBefore>[0]);

it.each([
  [{}, { period: 'weekly' }],
  [{ period: 'fortnightly' }, { period: 'weekly' }],
  [{ period: 'ytd', from: '2026-01-01' }, { period: 'ytd' }],
  [{ period: 'custom' }, { period: 'weekly' }],
  [{ period: 'custom', from: 'yesterday' }, { period: 'weekly' }],
  [
    { period: 'custom', from: '2026-03-01', to: '2026-03-31' },
    { period: 'custom', from: '2026-03-01', to: '2026-04-01' },
  ],
  [
    { period: 'custom', from: '2026-03-01', to: '2026-02-01' },
    { period: 'custom', from: '2026-03-01' },
  ],
])('%j in the address asks for %j', (search, query) => {
  expect(periodOf(search)).toEqual(query);
});

it('compares 12 weeks with the 12 weeks before, across a change of the clocks', () => {
  expect(report('weekly', '2026-03-01T23:00:00Z', '2026-05-24T22:00:00Z')).toMatchObject({
    period: 'weekly',
    from: '2025-12-08',
    to: '2026-03-02',
  });
});

it('compares 12 months with the 12 before', () => {
  expect(report('monthly', '2025-11-30T23:00:00Z', '2026-11-30T23:00:00Z')).toMatchObject({
    from: '2024-12-01',
    to: '2025-12-01',
  });
});

it('compares a year to date with the same days a year ago', () => {
  expect(report('ytd', '2025-12-31T23:00:00Z', '2026-08-20T09:14:00Z')).toMatchObject({
    period: 'custom',
    from: '2025-01-01',
    to: '2025-08-21',
  });
});

it('compares days of one’s own with as many before', () => {
  expect(report('custom', '2026-03-01T00:00:00Z', '2026-03-11T00:00:00Z', 'UTC')).toMatchObject({
    from: '2026-02-19',
    to: '2026-03-01',
  });
});
