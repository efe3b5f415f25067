import { describe, expect, it } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';

const { test, site, project, report, feed, advise, advisory } = useJudgedSite();

/** An event as `organization: advisory or release`, with the sites that it is about and when each was added. */
async function events(): Promise<Record<string, Record<string, string>>> {
  const rows = await test.sql<{ event: string; site: string; at: string }>(
    `select o.name || ': ' || coalesce(a.advisory_id, m.module_name || ' ' || r.version_number) as event, s.uuid as site, es.added_at as at
    from events e join organizations o on o.id = e.organization_id
    left join advisories a on a.id = e.advisory_id
    left join module_versions r on r.id = e.release_id left join modules m on m.id = r.module_id
    join event_sites es on es.organization_id = e.organization_id and es.event_id = e.id
    join sites s on s.organization_id = es.organization_id and s.id = es.site_id
    where $1 in (select p.module_name from modules p where p.id = m.id or p.id in
      (select module_id from advisory_projects ap where ap.advisory_id = a.id))`,
    [project()],
  );
  const found: Record<string, Record<string, string>> = {};
  for (const { event, site: id, at } of rows) found[event] = { ...found[event], [id]: at };
  return found;
}

async function sites(): Promise<Record<string, string[]>> {
  return Object.fromEntries(Object.entries(await events()).map(([event, at]) => [event, Object.keys(at).sort()]));
}

const ids = (...rows: SiteRow[]) => rows.map(({ uuid }) => uuid).sort();
const home = () => test.cast.home.view.name;

async function another(version: string, organization = test.cast.home): Promise<SiteRow> {
  const made = await makeSite(test.ctx, organization);
  await send(made, version);
  return made;
}

async function send(to: SiteRow, version: string): Promise<void> {
  test.pass(1000);
  const extensions = [{ name: project(), version }];
  const { status } = await test.request(test.as(to.key), 'POST', `${api}/reports`, { extensions });
  expect(status).toBe(202);
}

describe('an exposure', () => {
  it('by an advisory is one event for each organization, with all its sites that run an affected version', async () => {
    await report('1.0.0');
    const second = await another('1.1.0');
    await another('1.2.0');
    const away = await another('1.0.0', test.cast.away);
    const hole = advisory('<1.2.0');
    await advise(hole);
    const expected = {
      [`${home()}: ${hole.id}`]: ids(site(), second),
      [`${test.cast.away.view.name}: ${hole.id}`]: ids(away),
    };
    expect(await sites()).toEqual(expected);
    const before = await events();
    test.pass(60_000);
    await advise(hole);
    await storeAdvisories(test.ctx, [{ ...hole, details: 'The same hole in other words.' }]);
    await Promise.all([flagChangedSites(test.ctx), flagChangedSites(test.ctx)]);
    await feed([{ version: '1.2.0' }, { version: '1.0.0' }]);
    expect(await events()).toEqual(before);
  });

  it('by a security release of which no advisory tells is an event of the release', async () => {
    await report('1.0.0');
    await feed([{ version: '1.1.0', types: ['Security update'] }, { version: '1.0.0' }]);
    expect(await sites()).toEqual({ [`${home()}: ${project()} 1.1.0`]: ids(site()) });
  });

  it('is none while it is only possible, or the site is deleted', async () => {
    await report('1.x-dev', { datestamp: 1_760_000_000 });
    const gone = await another('1.0.0');
    await test.request(test.as(test.cast.alice), 'DELETE', `${api}/sites/${gone.uuid}`);
    await advise(advisory('<1.2.0'));
    expect(await sites()).toEqual({});
  });

  it('that came while a site was deleted is noted when it is restored', async () => {
    const gone = await another('1.0.0');
    await test.request(test.as(test.cast.alice), 'DELETE', `${api}/sites/${gone.uuid}`);
    const hole = advisory('<1.2.0');
    await advise(hole);
    const { status } = await test.request(test.as(test.cast.sam), 'POST', `${api}/sites/${gone.uuid}/restore`);
    expect(status).toBe(200);
    expect(await sites()).toEqual({ [`${home()}: ${hole.id}`]: ids(gone) });
  });

  it('of a site that comes later joins the event, by its first report or by a downgrade', async () => {
    await report('1.0.0');
    const safe = await another('1.2.0');
    const hole = advisory('<1.2.0');
    await advise(hole);
    const first = await another('1.1.0');
    await send(safe, '1.0.0');
    expect(await sites()).toEqual({ [`${home()}: ${hole.id}`]: ids(site(), first, safe) });
  });

  it('begins once where a site goes from one affected version to another, and anew after it was safe', async () => {
    await report('1.0.0');
    const hole = advisory('<1.2.0');
    await advise(hole);
    const since = async () => (await events())[`${home()}: ${hole.id}`]?.[site().uuid] ?? '';
    const first = await since();
    await report('1.1.0');
    expect(await since()).toBe(first);
    await report('1.2.0');
    expect(await since()).toBe(first);
    await report('1.1.0');
    expect(Date.parse(await since())).toBeGreaterThan(Date.parse(first));
  });

  it('found by many reports at once, on two servers, is one event', async () => {
    const hole = advisory('<1.2.0');
    await advise(hole);
    await advise(advisory('<1.3.0'));
    const made = [];
    for (let index = 0; index < 40; index += 1) made.push(await makeSite(test.ctx, test.cast.home));
    const replica = test.replica();
    const answers = await Promise.all(
      made.map((to, index) =>
        (index % 2 === 0 ? test.app : replica).http.inject({
          method: 'POST',
          url: `${api}/reports`,
          headers: { ...test.as(to.key), 'content-type': 'application/json' },
          payload: JSON.stringify({ extensions: [{ name: project(), version: index % 3 === 0 ? '1.0.0' : '1.2.0' }] }),
        }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(made.map(() => 202));
    const found = await sites();
    expect(Object.keys(found)).toHaveLength(2);
    expect(found[`${home()}: ${hole.id}`]).toEqual(ids(...made.filter((_, index) => index % 3 === 0)));
  });

  it('is noted by whoever goes on where a server was stopped between the verdict and the sites', async () => {
    await report('1.0.0');
    const hole = advisory('<1.2.0');
    await storeAdvisories(test.ctx, [hole]);
    const stopped = AbortSignal.abort();
    await expect(flagChangedSites(test.ctx, { signal: stopped })).rejects.toThrow();
    expect(await sites()).toEqual({});
    await flagChangedSites(test.ctx);
    expect(await sites()).toEqual({ [`${home()}: ${hole.id}`]: ids(site()) });
  });
});
