import { beforeAll, expect, test as it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { useApp } from './app.ts';
import { makeSite, releaseHistory, type SiteRow } from './factories.ts';
import { makeAdvisory } from './judging.ts';

// A year of eight sites with five projects, told to the server report by report. What it answers is held to what plain
// loops over the same story find.

const test = useApp({ start: '2025-12-01T00:00:00Z' });
const end = '2026-11-22T12:00:00Z';
const day = 86_400_000;
const projects = ['north', 'east', 'south', 'west', 'zenith'];
const releasesEach = 15;
const sites: SiteRow[] = [];

/** A small generator of numbers below a limit, the same in each run. */
function generator(seed: number) {
  let state = seed;
  return (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

/** Version 1.0.k of a project: every fourth closes a hole with an advisory, every fourth one without. */
const released = (project: number, k: number) =>
  k === 0 ? Date.parse('2025-11-01T10:00:00Z') : Date.parse('2025-12-10T18:00:00Z') + (project * 5 + k * 23) * day;
const isAdvised = (k: number) => k % 4 === 1;
const isSecurity = (k: number) => k % 2 === 1;
const releases = Array.from({ length: releasesEach }, (_, k) => k);
const holes = releases.filter(isSecurity);

interface Change {
  readonly site: number;
  readonly project: number;
  readonly at: number;
  readonly to: number;
}

function story(): Change[] {
  const random = generator(20_261_122);
  const plans = sites.flatMap((_, site) =>
    projects.flatMap((_, project) =>
      releases.slice(1).flatMap((k) => {
        if (random(10) < 3) return [];
        const at = released(project, k) + (1 + random(random(2) === 0 ? 80 : 900)) * 3_600_000 + random(3600) * 1000;
        return { site, project, at, to: k };
      }),
    ),
  );
  // One site goes back to where it was, and takes the update again.
  const back = Date.parse('2026-03-29T01:30:00Z');
  const turns = [
    { site: 0, project: 0, at: back, to: 0 },
    { site: 0, project: 0, at: back + 30 * 3_600_000, to: 4 },
  ];
  return [...plans, ...turns].filter(({ at }) => at < Date.parse(end)).sort((a, b) => a.at - b.at);
}

interface Interval {
  readonly version: number;
  readonly from: number;
  readonly until: number | null;
}

const first = Date.parse('2025-12-02T08:00:00Z');
/** What each site ran, by `site project`. */
const ran = new Map<string, Interval[]>();
const changes: (Change & { from: number })[] = [];

beforeAll(async () => {
  for (let index = 0; index < 8; index += 1)
    sites.push(await makeSite(test.ctx, test.cast.home, { name: `Site ${index}` }));
  for (const [index, project] of projects.entries()) {
    const listed = releases.toReversed().map((k) => ({
      version: `1.0.${k}`,
      date: released(index, k) / 1000,
      types: isSecurity(k) ? ['Security update'] : ['Bug fixes'],
    }));
    await storeFeed(test.ctx, project, releaseHistory(project, listed));
    await storeAdvisories(
      test.ctx,
      holes
        .filter(isAdvised)
        .map((k) => makeAdvisory(project, `<1.0.${k}`, { published: new Date(released(index, k)).toISOString() })),
    );
  }
  await flagChangedSites(test.ctx);
  const running = sites.map(() => projects.map(() => 0));
  const tell = async (site: number, at: number) => {
    test.setNow(new Date(at));
    const extensions = projects.map((name, index) => ({ name, version: `1.0.${running[site]?.[index]}` }));
    const { status } = await test.request(test.as(sites[site]?.key ?? ''), 'POST', '/api/v1/reports', { extensions });
    expect(status).toBe(202);
  };
  for (const [site] of sites.entries()) {
    await tell(site, first);
    for (const [project] of projects.entries())
      ran.set(`${site} ${project}`, [{ version: 0, from: first, until: null }]);
  }
  for (const change of story()) {
    const { site, project, at, to } = change;
    const versions = running[site] ?? [];
    const from = versions[project] ?? 0;
    // A plan that a later release overtook; only the turn goes back.
    if (to === from || (to < from && to !== 0)) continue;
    versions[project] = to;
    changes.push({ ...change, from });
    const intervals = ran.get(`${site} ${project}`) ?? [];
    const last = intervals.pop();
    if (last !== undefined) intervals.push({ ...last, until: at });
    intervals.push({ version: to, from: at, until: null });
    await tell(site, at);
  }
  test.setNow(end);
}, 120_000);

interface Exposure {
  readonly published: number;
  readonly start: number;
  readonly end: number | null;
}

/** Stretches in which a site was exposed to a hole, from its publication on. */
function exposures(): Exposure[] {
  const found: Exposure[] = [];
  for (const [key, intervals] of ran)
    for (const hole of holes) {
      const published = released(Number(key.split(' ')[1]), hole);
      let start: number | null = null;
      for (const { version, from, until } of intervals) {
        const isExposed = version < hole;
        if (isExposed) start ??= from;
        const ended = isExposed ? until : from;
        if (start !== null && (!isExposed || until === null) && (ended ?? Date.parse(end)) > published)
          found.push({ published, start: Math.max(start, published), end: ended });
        if (!isExposed) start = null;
      }
    }
  return found;
}

const hours = (milliseconds: number) => Math.round(milliseconds / 36_000) / 100;

const edges = [0, 1, 3, 7, 14, 30, Number.POSITIVE_INFINITY].map((days) => days * 24);
const byDays = (sorted: readonly number[]) =>
  edges
    .slice(1)
    .map((edge, index) => sorted.filter((each) => each <= edge && (index === 0 || each > (edges[index] ?? 0))).length);

function measured(values: readonly number[]) {
  const sorted = values.map(hours).sort((a, b) => a - b);
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
  return {
    count: sorted.length,
    p50_hours: rank(50),
    p90_hours: rank(90),
    max_hours: rank(100),
    by_days: byDays(sorted),
  };
}

function lagsWithin(from: number, to: number) {
  const within = (at: number) => at >= from && at < to;
  const closed = exposures().flatMap(({ published, end: at }) => (at !== null && within(at) ? at - published : []));
  const other = changes.flatMap(({ project, at, from: before, to: after }) => {
    const closes = holes.some((hole) => before < hole && after >= hole && released(project, hole) < at);
    return within(at) && after > before && !closes ? at - released(project, after) : [];
  });
  return { security: measured(closed), other: measured(other) };
}

const partsOf = (timezone: string, at: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(at);
const mondayOf = (date: string) => {
  const noon = Date.parse(`${date}T12:00:00Z`);
  return new Date(noon - ((new Date(noon).getUTCDay() + 6) % 7) * day).toISOString().slice(0, 10);
};
const bucketNames = {
  weekly: (timezone: string, at: number) => mondayOf(partsOf(timezone, at)),
  monthly: (timezone: string, at: number) => `${partsOf(timezone, at).slice(0, 7)}-01`,
};

const report = async (query: string) => {
  const { status, data } = await test.request(test.as(test.cast.vic), 'GET', `/api/v1/reports/patch-run?${query}`);
  expect(status).toBe(200);
  return data;
};

it.each([
  ['weekly', 'Europe/Berlin'],
  ['weekly', 'America/New_York'],
  ['monthly', 'Europe/Berlin'],
  ['monthly', 'America/New_York'],
] as const)('buckets, %s in %s', async (period, timezone) => {
  const { buckets } = await report(`period=${period}&from=2025-12-01&to=2026-11-23&timezone=${timezone}`);
  const counted = new Map<string, { runs: number; updates: number; security_updates: number; sites: Set<number> }>();
  for (const { site, at, from, to } of changes) {
    const name = bucketNames[period](timezone, at);
    const bucket = counted.get(name) ?? { runs: 0, updates: 0, security_updates: 0, sites: new Set() };
    bucket.runs += 1;
    bucket.updates += 1;
    // As it is known today: a version that any hole is in, left for one that none is in.
    bucket.security_updates += holes.some((hole) => from < hole) && !holes.some((hole) => to < hole) ? 1 : 0;
    bucket.sites.add(site);
    counted.set(name, bucket);
  }
  expect(changes.length).toBeGreaterThan(200);
  const shown = buckets.map(({ start, end: _end, ...counts }: { start: string; end: string }) => [
    partsOf(timezone, Date.parse(start)),
    counts,
  ]);
  const expected = shown.map(([name]: [string]) => {
    const { sites: names = [], ...counts } = counted.get(name) ?? {
      runs: 0,
      updates: 0,
      security_updates: 0,
      sites: [],
    };
    return [name, { ...counts, sites: [...names].length }];
  });
  expect(shown).toEqual(expected);
  expect(shown.reduce((sum: number, [, { runs }]: [string, { runs: number }]) => sum + runs, 0)).toBe(changes.length);
});

it.each([
  ['the year', 'period=custom&from=2025-12-01', '2025-12-01T00:00:00Z', end],
  ['ytd', 'period=ytd&timezone=Europe/Berlin', '2025-12-31T23:00:00Z', end],
  [
    'the week the clocks go on',
    'from=2026-03-23&to=2026-03-30&timezone=Europe/Berlin',
    '2026-03-22T23:00:00Z',
    '2026-03-29T22:00:00Z',
  ],
  [
    'the week they go back',
    'from=2026-10-26&to=2026-11-02&timezone=America/New_York',
    '2026-10-26T04:00:00Z',
    '2026-11-02T05:00:00Z',
  ],
  [
    'one summer month',
    'period=monthly&from=2026-07-01&to=2026-08-01&timezone=Europe/Berlin',
    '2026-06-30T22:00:00Z',
    '2026-07-31T22:00:00Z',
  ],
])('lags of %s', async (_name, query, from, to) => {
  const { lag, from: shownFrom } = await report(query);
  expect(Date.parse(shownFrom)).toBe(Date.parse(from));
  expect(lag).toEqual(lagsWithin(Date.parse(from), Date.parse(to)));
});

it.each([end, '2026-06-01T00:00:00Z', '2026-03-29T12:00:00Z'])(
  'what is open at %s, and what breaches its target',
  async (to) => {
    const at = Date.parse(to);
    const from = at - 60 * day;
    const { open_exposures, breaches, breach_count } = await report(
      `period=custom&from=${new Date(from).toISOString()}&to=${to}`,
    );
    const all = exposures().filter(({ published }) => published < at);
    const open = all.filter(({ start, end: ended }) => start < at && (ended === null || ended >= at));
    expect(open.length).toBeGreaterThan(0);
    expect(open_exposures).toEqual({
      count: open.length,
      oldest_hours: hours(at - Math.min(...open.map(({ start }) => start))),
    });
    const closed = all.filter(({ end: ended }) => ended !== null && ended >= from && ended < at);
    const late = [
      ...closed.map(({ published, end: ended }) => [hours((ended ?? 0) - published), false] as const),
      ...open.map(({ published }) => [hours(at - published), true] as const),
    ].filter(([lag]) => lag > 72);
    const order = ([a, isOpen]: readonly [number, boolean], [b]: readonly [number, boolean]) =>
      b - a || (isOpen ? -1 : 1);
    const shown = breaches.map((each: { hours: number; open: boolean }) => [each.hours, each.open]);
    expect(breach_count).toBe(late.length);
    expect(shown.sort(order)).toEqual([...late].sort(order));
    // A hole has an advisory or is known by its release, never both.
    for (const { advisory, release } of breaches) expect((advisory === null) !== (release === null)).toBe(true);
  },
);
