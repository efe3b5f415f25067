import { beforeEach, describe, expect, it } from 'vitest';
import { addProjectSources } from '../src/modules/feed-sources.ts';
import { useApp } from './app.ts';
import { useDrupalOrg } from './drupal-org.ts';
import { makeSite, releaseHistory } from './factories.ts';
import { until, useFetching } from './fetching.ts';

const test = useApp({ start: new Date().toISOString() });
const drupalOrg = useDrupalOrg({ delayMs: 15 });
const api = '/api/v1';
const projects = Array.from({ length: 12 }, (_, index) => `queued_${index}`);
const { start, stop } = useFetching(test, drupalOrg);
const spaced = (spacingMs: number) => start({ pace: { spacingMs } });

beforeEach(async () => {
  await test.sql('delete from feed_sources');
  drupalOrg.asked.length = 0;
  for (const project of projects) drupalOrg.history(project, { body: releaseHistory(project, [{ version: '1.0.0' }]) });
  test.pass(60_000);
  const site = await makeSite(test.ctx, test.cast.home);
  // Known from the test before, so that a report would not name them for the first time.
  await addProjectSources(test.database.db, await ids());
  await test.request(test.as(site.key), 'POST', `${api}/reports`, {
    extensions: projects.map((name) => ({ name, version: '1.0.0' })),
  });
  test.pass(60_000);
});

const ids = async () => (await test.sql<{ id: number }>('select id from modules')).map(({ id }) => id);

const logged = () =>
  test.sql<{ source_key: string }>(
    "select source_key from feed_fetches where source_key like 'release-history:queued%'",
  );

const allFetched = () => until(async () => (await logged()).length >= projects.length);

describe('three servers on one database', () => {
  it('never ask a host at once, nor sooner than agreed, nor twice for the same thing', async () => {
    for (let server = 0; server < 3; server += 1) spaced(800);
    await allFetched();
    await stop();
    expect(drupalOrg.mostAtOnce()).toBe(1);
    const paths = drupalOrg.asked.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(new Set((await logged()).map((row) => row.source_key)).size).toBe(projects.length);
    // Measured where they arrive: a busy machine may hold up any one of them, but not bring the last one forward.
    const gaps = drupalOrg.asked.slice(1).map(({ at }, index) => at - (drupalOrg.asked[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(200);
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan((gaps.length - 1) * 800);
  });

  it('go on where one of them died with the turn in its hand, and leave a turn alone that is held', async () => {
    await test.sql('insert into feed_hosts (host) values ($1) on conflict do nothing', [
      new URL(drupalOrg.addresses.release_history).host,
    ]);
    await test.sql(
      "update feed_hosts set lease = gen_random_uuid(), leased_until = clock_timestamp() + interval '1500 ms'",
    );
    spaced(5);
    spaced(5);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(drupalOrg.asked).toEqual([]);
    await allFetched();
  });

  it('keep the distance over a restart', async () => {
    spaced(1_000);
    await until(() => drupalOrg.asked.length >= 1);
    await stop();
    spaced(1_000);
    await until(() => drupalOrg.asked.length >= 2);
    const [first, second] = drupalOrg.asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });

  it('a stop in the middle of a fetch leaves it due, and takes no time', async () => {
    for (const project of projects) drupalOrg.history(project, () => undefined);
    await test.sql("update feed_sources set is_paused = key <> 'release-history:queued_0'");
    spaced(5);
    await until(() => drupalOrg.askedFor('queued_0').length >= 1);
    const began = performance.now();
    await stop();
    expect(performance.now() - began).toBeLessThan(2_000);
    const [row] = await test.sql<{ due: boolean; failures: number; lease: string | null }>(
      "select next_fetch_at <= $1 as due, failures, (select lease from feed_hosts limit 1) as lease from feed_sources where key = 'release-history:queued_0'",
      [test.now()],
    );
    expect(row).toEqual({ due: true, failures: 0, lease: null });
  });
});
