import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/harness.ts';
import { readPeriod } from './periods.ts';

const database = useDatabase();
const read = (asked: Parameters<typeof readPeriod>[1], timezone = 'UTC', now = '2026-11-25T19:30:00Z') =>
  readPeriod(database.current.db, asked, timezone, new Date(now));
const hoursOf = (edges: readonly string[]) =>
  edges.slice(1).map((edge, index) => (Date.parse(edge) - Date.parse(edges[index] ?? '')) / 3_600_000);

describe('weeks', () => {
  test('the last twelve, the running one whole', async () => {
    const { edges, from, to, asOf } = await read({});
    expect(edges).toHaveLength(13);
    expect([from, to, asOf]).toEqual(['2026-09-07T00:00:00Z', '2026-11-30T00:00:00Z', '2026-11-25T19:30:00.000Z']);
  });

  test('begin on Monday at midnight of the time zone', async () => {
    // In Auckland it is Thursday already.
    const { from, to } = await read({}, 'Pacific/Auckland');
    expect([from, to]).toEqual(['2026-09-06T12:00:00Z', '2026-11-29T11:00:00Z']);
  });

  test('keep their days when the clocks change', async () => {
    const berlin = await read({ from: '2026-03-23', to: '2026-04-06' }, 'Europe/Berlin');
    expect(hoursOf(berlin.edges)).toEqual([167, 168]);
    const york = await read({ from: '2026-10-26', to: '2026-11-09' }, 'America/New_York');
    expect(hoursOf(york.edges)).toEqual([169, 168]);
  });

  test('are cut where the period begins and ends', async () => {
    const { edges } = await read({ from: '2026-11-04', to: '2026-11-17T12:00:00Z' });
    expect(edges).toEqual([
      '2026-11-04T00:00:00Z',
      '2026-11-09T00:00:00Z',
      '2026-11-16T00:00:00Z',
      '2026-11-17T12:00:00Z',
    ]);
  });

  test('before an end, or since a beginning', async () => {
    expect((await read({ to: '2026-11-09' })).from).toBe('2026-08-17T00:00:00Z');
    expect((await read({ from: '2026-11-09' })).edges).toHaveLength(4);
  });

  test('of a year that has 53', async () => {
    expect((await read({ from: '2020-12-28', to: '2021-01-11' })).edges[1]).toBe('2021-01-04T00:00:00Z');
  });
});

test('months, the last twelve', async () => {
  const { edges } = await read({ period: 'monthly' }, 'Europe/Helsinki');
  expect(edges).toHaveLength(13);
  expect([edges[0], edges[4], edges[12]]).toEqual([
    '2025-11-30T22:00:00Z',
    '2026-03-31T21:00:00Z',
    '2026-11-30T22:00:00Z',
  ]);
});

test('the year to date, by month until now', async () => {
  const { edges, asOf } = await read({ period: 'ytd' }, 'Europe/Berlin');
  expect(edges).toHaveLength(12);
  expect([edges[0], edges[11]]).toEqual(['2025-12-31T23:00:00Z', '2026-11-25T19:30:00Z']);
  expect(asOf).toBe('2026-11-25T19:30:00.000Z');
  // On 1 January at midnight the year before is over, and whole.
  expect((await read({ period: 'ytd', to: '2026-01-01' }, 'Europe/Berlin')).edges).toHaveLength(13);
});

test('a custom period is one stretch, by date or by instant', async () => {
  const { edges } = await read(
    { period: 'custom', from: '2026-03-01', to: '2026-03-31T22:30:00+02:00' },
    'Europe/Berlin',
  );
  expect(edges).toEqual(['2026-02-28T23:00:00Z', '2026-03-31T20:30:00Z']);
  expect((await read({ period: 'custom', from: '2026-03-01' })).to).toBe('2026-11-25T19:30:00Z');
});

describe('is refused', () => {
  test.each([
    [{ period: 'custom' }, 'query/from'],
    [{ period: 'ytd', from: '2026-01-01' }, 'query/from'],
    [{ from: '2026-11-09', to: '2026-11-09' }, 'query/to'],
    [{ from: '2026-11-10', to: '2026-11-09' }, 'query/to'],
    [{ from: '2027-11-10' }, 'query/to'],
    [{ from: '1970-01-01' }, 'query/from'],
  ] as const)('%j', async (asked, path) => {
    await expect(read(asked)).rejects.toMatchObject({ code: 'validation_error', details: [{ path }] });
  });
});
