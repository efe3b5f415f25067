import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endDueMutes } from '../src/mutes/end-mutes.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { api, makeAdvisory, useJudgedSite } from './judging.ts';
import { day, useMutes } from './muting.ts';

const judged = useJudgedSite();
const { test, project, feed, advise } = judged;
const { act, muteIn, later, shown } = useMutes(judged);

const versions = ['1.0.0', '1.1.0', '1.2.0'] as const;
const sitesOf = 3;
const tags = ['a', 'b'] as const;

type Step =
  | { do: 'report'; site: number; version: (typeof versions)[number] | null }
  | { do: 'release' | 'hole'; upTo: (typeof versions)[number] }
  | {
      do: 'mute';
      on: 'site' | 'tag' | 'organization';
      which: number;
      upTo: string | null;
      newer: boolean;
      days: number;
    }
  | { do: 'end' | 'extend'; which: number }
  | { do: 'tag'; site: number; tags: (typeof tags)[number][] }
  | { do: 'rename'; from: (typeof tags)[number] }
  | { do: 'wait'; days: number };

const which = fc.nat({ max: sitesOf - 1 });
const version = fc.constantFrom(...versions);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('report' as const), site: which, version: fc.option(version, { nil: null }) }),
  fc.record({ do: fc.constantFrom('release' as const, 'hole' as const), upTo: version }),
  fc.record({
    do: fc.constant('mute' as const),
    on: fc.constantFrom('site' as const, 'tag' as const, 'organization' as const),
    which,
    upTo: fc.option(version, { nil: null }),
    newer: fc.boolean(),
    days: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constantFrom('end' as const, 'extend' as const), which }),
  fc.record({ do: fc.constant('tag' as const), site: which, tags: fc.uniqueArray(fc.constantFrom(...tags)) }),
  fc.record({ do: fc.constant('rename' as const), from: fc.constantFrom(...tags) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 3 }) }),
);

it('counters are counts and rows show their mutes after every step of whatever happens', async () => {
  const hidden = { seen: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      await makeSites();
      for (const each of steps) {
        test.pass(1000);
        await take(each);
        expect(await contradictions((text) => test.sql(text))).toEqual([]);
        hidden.seen += (await test.sql('select from site_modules where mute_id is not null')).length;
      }
      await endAll();
    }),
    // Chance alone may hide nothing ten times.
    { numRuns: 10, examples: [[[{ do: 'mute', on: 'organization', which: 0, upTo: null, newer: false, days: 4 }]]] },
  );
  // Or it would have shown nothing.
  expect(hidden.seen).toBeGreaterThan(0);
}, 180_000);

let sites: SiteRow[] = [];
let released = 0;
const siteAt = (index: number): SiteRow => {
  const site = sites[index % sites.length];
  if (site === undefined) throw new Error('There are no sites yet.');
  return site;
};

async function makeSites(): Promise<void> {
  sites = await Promise.all(Array.from({ length: sitesOf }, () => makeSite(test.ctx, test.cast.home)));
  for (const index of sites.keys()) await take({ do: 'report', site: index, version: '1.0.0' });
  await take({ do: 'release', upTo: '1.0.0' });
}

async function take(one: Step): Promise<void> {
  if (one.do === 'report') {
    const extensions = one.version === null ? [] : [{ name: project(), version: one.version }];
    const rest = [{ name: 'token', version: '1.0.0' }];
    await test.request(test.as(siteAt(one.site).key), 'POST', `${api}/reports`, {
      extensions: [...extensions, ...rest],
    });
  }
  // What is up to the version is insecure, and each time there is one release more.
  if (one.do === 'release') {
    released += 1;
    const types = (each: string) => (each <= one.upTo ? { types: ['Insecure'] } : {});
    await feed([
      { version: `1.9.${released}`, date: 1_760_000_000 + released, types: ['Security update'] },
      ...[...versions].reverse().map((each) => ({ version: each, ...types(each) })),
    ]);
  }
  if (one.do === 'hole') await advise(makeAdvisory(project(), `<=${one.upTo}`));
  if (one.do === 'mute') {
    const where = {
      site: { site_id: siteAt(one.which).uuid, organization_id: undefined },
      tag: { tag: tags[one.which % 2] },
      organization: {},
    }[one.on];
    const { status } = await muteIn({
      ...where,
      ...(one.upTo !== null && { up_to_version: one.upTo }),
      until_newer_release: one.newer,
      ends_at: later(one.days * day),
    });
    expect(status).toBe(201);
  }
  if (one.do === 'end' || one.do === 'extend') {
    const ids = await shown();
    const id = ids[one.which % Math.max(ids.length, 1)];
    if (id !== undefined && one.do === 'end') await act('POST', `/mutes/${id}/end`);
    if (id !== undefined && one.do === 'extend') await act('PUT', `/mutes/${id}`, { ends_at: later(9 * day) });
  }
  if (one.do === 'tag') await act('PUT', `/sites/${siteAt(one.site).uuid}`, { tags: one.tags });
  // A tag that no site carries is not there.
  if (one.do === 'rename')
    await act('PUT', `/tags/${one.from}`, { name: one.from === 'a' ? 'b' : 'a', organization_id: test.cast.home.uuid });
  if (one.do === 'wait') {
    test.pass(one.days * day);
    await endDueMutes(test.ctx);
  }
}

async function endAll(): Promise<void> {
  const ids = await shown('per_page=100');
  if (ids.length > 0) await act('POST', '/mutes/bulk', { action: 'end', ids });
}
