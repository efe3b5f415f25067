import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';

const test = useApp();
const start = new Date('2026-11-20T00:00:00Z').getTime();
const minute = 60_000;
const modules = ['alpha', 'beta', 'gamma'] as const;

/** A report as a site might send it: at a minute, with a sequence or none, and the version of each module or its absence. */
interface Sent {
  readonly at: number;
  readonly sequence: number | null;
  readonly versions: readonly (string | null)[];
}

const sentReport = fc.record<Sent>({
  at: fc.integer({ min: 0, max: 7 }),
  sequence: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  versions: fc.tuple(...modules.map(() => fc.constantFrom('1.0.0', '1.1.0', '2.0.0', null))),
});

/** A time from which a module had a version. */
type Step = readonly [at: number, version: string | null];

/** What the reports say in the order of their times, in the plainest way: each one replaces everything. */
function replay(arrived: readonly Sent[], module: number): Step[] {
  const [baseline] = arrived;
  if (baseline === undefined) return [];
  const placeOf = ({ at, sequence }: Sent) => [at, sequence ?? 0] as const;
  const compare = (a: Sent, b: Sent) => placeOf(a)[0] - placeOf(b)[0] || placeOf(a)[1] - placeOf(b)[1];
  // Sorting is stable: of equals the one that came last counts. What is older than the first one is only listed.
  const counted = arrived.filter((each) => compare(each, baseline) >= 0).sort(compare);
  return plain(counted.map(({ at, versions }) => [at, versions[module] ?? null]));
}

/** Steps of which each is later than the one before and says something else. */
function plain(steps: readonly Step[]): Step[] {
  const kept: Step[] = [];
  for (const [at, version] of steps) {
    if (kept.at(-1)?.[0] === at) kept.pop();
    if ((kept.at(-1)?.[1] ?? null) !== version) kept.push([at, version]);
  }
  return kept;
}

async function stored(site: SiteRow, module: string): Promise<Step[]> {
  const rows = await test.sql<{ from: string | null; until: string | null; version: string | null }>(
    `select h.from_at as from, h.until_at as until, v.version_number as version, h.id from site_module_history h
      join modules m on m.id = h.module_id and m.module_name = $2 left join module_versions v on v.id = h.version_id where h.site_id = $1
    union all select sm.running_since, null, v.version_number, null from site_modules sm
      join modules m on m.id = sm.module_id and m.module_name = $2 join module_versions v on v.id = sm.current_version_id where sm.site_id = $1
    order by until nulls last, id`,
    [site.id, module],
  );
  const minutesOf = (time: string) => (new Date(time).getTime() - start) / minute;
  const steps = rows.flatMap((row, index): Step[] => {
    const from = row.from ?? rows[index - 1]?.until ?? null;
    return from === null ? [] : [[minutesOf(from), row.version]];
  });
  const last = rows.at(-1);
  // The last stretch ended and nothing runs: it was removed.
  if (last !== undefined && last.until !== null) steps.push([minutesOf(last.until), null]);
  return plain(steps);
}

async function runningAt(site: SiteRow, at: number | null): Promise<Record<string, string>> {
  const query = at === null ? '' : `?at=${new Date(start + at * minute).toISOString()}`;
  const { data } = await test.request(test.as(test.cast.vic), 'GET', `/api/v1/sites/${site.uuid}/modules${query}`);
  return Object.fromEntries(
    data.map((row: { module: { name: string }; version: string }) => [row.module.name, row.version]),
  );
}

const versionAt = (steps: readonly Step[], at: number) => steps.findLast(([from]) => from <= at)?.[1] ?? null;

async function send(site: SiteRow, { at, sequence, versions }: Sent): Promise<string> {
  test.pass(1);
  const { data } = await test.request(test.as(site.key), 'POST', '/api/v1/reports', {
    generated_at: new Date(start + at * minute).toISOString(),
    ...(sequence !== null && { sequence }),
    extensions: modules.flatMap((name, index) => (versions[index] == null ? [] : { name, version: versions[index] })),
  });
  return data.status;
}

it('whatever order reports come in, state and history are those of their times', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sentReport, { minLength: 1, maxLength: 9 }), async (arrived) => {
      const site = await makeSite(test.ctx, test.cast.home);
      for (const each of arrived) await send(site, each);
      const expected = modules.map((_, module) => replay(arrived, module));
      const found = [];
      for (const name of modules) found.push(await stored(site, name));
      expect(found).toEqual(expected);
      for (const at of [-1, 0, 1.5, 3, 4, 6.5, 7, null]) {
        const then = modules.flatMap((name, index) => {
          const version = versionAt(expected[index] ?? [], at ?? Number.POSITIVE_INFINITY);
          return version === null ? [] : [[name, version]];
        });
        expect(await runningAt(site, at), `at ${at}`).toEqual(Object.fromEntries(then));
      }
    }),
    {
      numRuns: 120,
      examples: [
        [
          [
            { at: 1, sequence: 1, versions: ['1.0.0', null, null] },
            { at: 5, sequence: 1, versions: ['1.1.0', null, null] },
            { at: 7, sequence: 1, versions: ['1.1.0', null, null] },
            { at: 5, sequence: 2, versions: ['1.0.0', null, null] },
          ],
        ],
      ],
    },
  );
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
});

it('reports of one site that come all at once end where their times say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(sentReport, { minLength: 3, maxLength: 8, selector: ({ at }) => at }),
      async (reports) => {
        const site = await makeSite(test.ctx, test.cast.home);
        const ordered = [...reports].sort((a, b) => a.at - b.at);
        const [first, ...rest] = ordered;
        if (first === undefined) return;
        await send(site, first);
        await Promise.all(reports.filter((each) => each !== first).map((each) => send(site, each)));
        for (const [index, name] of modules.entries())
          expect(await stored(site, name)).toEqual(replay([first, ...rest], index));
      },
    ),
    { numRuns: 30 },
  );
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
});
