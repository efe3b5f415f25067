import { describe, expect, it } from 'vitest';
import { inTransaction } from '../src/context.ts';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { loadEvidence } from '../src/modules/evidence.ts';
import { judgeVersion } from '../src/modules/judge.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { updateVerdicts } from '../src/modules/store-verdicts.ts';
import { holdVerdictsAlone } from '../src/modules/verdict-lock.ts';
import { makeSite, releaseHistory, type SiteRow } from './factories.ts';
import { api, makeAdvisory, type StoredVersion, useJudgedSite } from './judging.ts';

const { test, site, project, report, view, verdict } = useJudgedSite();

describe('many at once', () => {
  it('more projects than are kept in memory are all judged by their feeds', async () => {
    const names = Array.from({ length: 80 }, (_, index) => `${project()}_${index}`);
    for (const name of names) await storeFeed(test.ctx, name, releaseHistory(name, [{ version: '1.0.0' }]));
    const extensions = names.map((name) => ({ name, version: '1.0.0-rc1' }));
    await test.request(test.as(site().key), 'POST', `${api}/reports`, { extensions });
    expect((await view()).site.counts).toMatchObject({ update: 80, unknown: 0 });
  });

  it('a verdict that changes again while sites are brought up to date is not forgotten', async () => {
    await report('1.0.0');
    await storeFeed(test.ctx, project(), releaseHistory(project(), [{ version: '1.1.0' }, { version: '1.0.0' }]));
    const [row] = await test.sql<StoredVersion>(
      "select v.* from module_versions v join modules m on m.id = v.module_id where m.module_name = $1 and v.version_number = '1.0.0'",
      [project()],
    );
    if (row === undefined) throw new Error('The version was not stored.');
    const moduleId = row.module_id;
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let written = () => {};
    const hasWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    // A change that is written and not yet committed: withdrawing the feed, as far as verdicts go.
    const change = inTransaction(test.ctx, async (tx) => {
      await holdVerdictsAlone(tx.db);
      await tx.db.deleteFrom('release_feeds').where('module_id', '=', moduleId).execute();
      const evidence = (await loadEvidence(tx.db, [moduleId])).get(moduleId);
      if (evidence === undefined) throw new Error('No evidence.');
      const judged = ['1.1.0', '1.0.0'].map((version) => ({
        moduleId,
        version,
        datestamp: 0,
        evidence,
        judgement: judgeVersion(evidence, version, 0),
      }));
      await updateVerdicts(tx.db, judged);
      written();
      await gate;
    });
    await hasWritten;
    let isDone = false;
    const flagging = flagChangedSites(test.ctx).then(() => {
      isDone = true;
    });
    // Until it waits for the change, or has gone past it.
    for (;;) {
      const [{ waiting } = { waiting: 0 }] = await test.sql<{ waiting: number }>(
        "select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if (isDone || waiting > 0) break;
    }
    open();
    await Promise.all([change, flagging]);
    await flagChangedSites(test.ctx);
    expect((await verdict())[0]).toBe('unknown');
  });

  it('thirty sites report while feeds and advisories flip back and forth', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `${project()}_${index}`);
    const versions = ['1.0.0', '1.1.0', '1.2.0', '2.0.0', '1.x-dev', 'Unknown', ''];
    const feeds = (name: string) => [
      releaseHistory(name, [{ version: '1.1.0' }, { version: '1.0.0' }]),
      releaseHistory(name, [
        { version: '1.2.0', types: ['Security update'] },
        { version: '1.1.0', types: ['Insecure'] },
        { version: '1.0.0', types: ['Insecure'] },
      ]),
      releaseHistory(name, [{ version: '2.0.0' }], { status: 'unsupported' }),
      releaseHistory(name, []),
    ];
    const given = names.map((name) => makeAdvisory(name, '<1.1.0'));
    const sites = [];
    for (let index = 0; index < 30; index += 1) sites.push(await makeSite(test.ctx, test.cast.home));
    const replica = test.replica();
    let step = 0;
    const pick = <T>(list: readonly T[]): T => {
      step = (step * 7919 + 13) % 1_000_003;
      return list[step % list.length] as T;
    };
    const reporter = async (to: SiteRow, index: number) => {
      for (let round = 0; round < 8; round += 1) {
        test.pass(1);
        const response = await (index % 2 ? replica : test.app).http.inject({
          method: 'POST',
          url: `${api}/reports`,
          headers: { ...test.as(to.key), 'content-type': 'application/json' },
          payload: JSON.stringify({
            extensions: names.flatMap((name) => (pick([0, 1, 1]) ? [{ name, version: pick(versions) }] : [])),
          }),
        });
        expect(response.statusCode, response.body).toBe(202);
      }
    };
    let isOver = false;
    const flipper = async (offset: number) => {
      for (let round = offset; !isOver || round < 8; round += 1) {
        const name = pick(names);
        const document = pick(feeds(name));
        await storeFeed(test.ctx, name, document);
        const one = pick(given);
        await storeAdvisories(test.ctx, [pick([one, { ...one, withdrawnAt: '2026-11-02T00:00:00Z' }])]);
      }
    };
    const flagger = async () => {
      while (!isOver) await flagChangedSites(test.ctx);
    };
    const helpers = [flipper(0), flipper(3), flagger(), flagger()];
    await Promise.all(sites.map(reporter));
    isOver = true;
    await Promise.all(helpers);
    await flagChangedSites(test.ctx);
    const [{ left } = { left: -1 }] = await test.sql<{ left: number }>('select count(*) as left from changed_verdicts');
    expect(left).toBe(0);
    // The comparisons follow after each test.
  });
});
