import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, useApp } from './app.ts';
import { useDrupalOrg } from './drupal-org.ts';
import { makeSite, releaseHistory, type SiteRow } from './factories.ts';
import { until, useFetching } from './fetching.ts';

// The queue of a host runs on the clock of the database, so the tests begin at its time.
const test = useApp({ start: new Date().toISOString() });
const drupalOrg = useDrupalOrg();
const elsewhere = useDrupalOrg();
const api = '/api/v1';
const { start, stop, attempts: attemptsAt } = useFetching(test, drupalOrg);

const sam = (method: string, path: string, body?: object): Promise<Answer> =>
  test.request(test.as(test.cast.sam), method, `${api}${path}`, body);
const feedOf = async (project: string) => (await sam('GET', `/feeds?q=release-history:${project}`)).data[0];
const fetchesOf = async (project: string) =>
  (await sam('GET', `/feeds/release-history:${project}/fetches`)).data as { outcome: string; detail: string | null }[];
const attempts = (project: string, count: number) => attemptsAt(`release-history:${project}`, count);

async function report(site: SiteRow, project: string, version: string): Promise<void> {
  test.pass(60_000);
  const extensions = [{ name: project, version }];
  await test.request(test.as(site.key), 'POST', `${api}/reports`, { extensions });
}

async function statusOf(site: SiteRow, project: string) {
  const { data } = await sam('GET', `/sites/${site.uuid}/modules`);
  const { status, core_status, recommended, stale } = data.find(
    ({ module }: { module: { name: string } }) => module.name === project,
  );
  return { status, core_status, recommended, stale };
}

async function counted(outcome: string): Promise<number> {
  const metric = await test.app.metrics.getSingleMetric('patchlight_fetches_total')?.get();
  const found = metric?.values.find(({ labels }) => labels.outcome === outcome && labels.source === 'release_history');
  return found?.value ?? 0;
}

let made = 0;
let site: SiteRow;
let project: string;
beforeEach(async () => {
  // What other tests had fetched is theirs.
  await test.sql('update feed_sources set is_paused = true');
  made += 1;
  project = `fetched_${made}`;
  site = await makeSite(test.ctx, test.cast.home);
});

const secure = () => releaseHistory(project, [{ version: '1.1.0' }, { version: '1.0.0' }]);
const withFix = () =>
  releaseHistory(project, [
    { version: '1.2.0', types: ['Security update'], date: 1_765_000_000 },
    { version: '1.1.0', types: ['Insecure'] },
    { version: '1.0.0', types: ['Insecure'] },
  ]);

describe('what is fetched', () => {
  it('is one history for each project that sites run, however many, and says who asks and nothing of them', async () => {
    drupalOrg.history(project, { body: secure() });
    const other = await makeSite(test.ctx, test.cast.away);
    start();
    await report(site, project, '1.0.0');
    await report(other, project, '1.1.0');
    await attempts(project, 1);
    await report(await makeSite(test.ctx, test.cast.home), project, '1.0.0');
    expect(await statusOf(site, project)).toMatchObject({ status: 'update', recommended: '1.1.0' });
    const asked = drupalOrg.askedFor(project);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers).toEqual({
      host: new URL(drupalOrg.addresses.release_history).host,
      connection: 'keep-alive',
      accept: 'text/xml',
      'accept-encoding': 'gzip',
      'user-agent': 'Patchlight/0 (+https://patchlight.example)',
    });
  });

  it('is fetched within five seconds of the report that first names it, at the pace of production', async () => {
    drupalOrg.history(project, { body: secure() });
    start({ pace: { spacingMs: 1_100, jitterMs: 900, idleMs: 900 } });
    await until(async () => (await test.sql('select from feed_hosts')).length > 0);
    const began = performance.now();
    await report(site, project, '1.0.0');
    await until(async () => drupalOrg.askedFor(project).length > 0);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('a security release turns the site red by itself', async () => {
    drupalOrg.history(project, { body: secure() });
    start();
    await report(site, project, '1.1.0');
    await attempts(project, 1);
    expect(await statusOf(site, project)).toMatchObject({ status: 'current' });
    drupalOrg.history(project, { body: withFix() });
    test.pass(25 * 3_600_000);
    await attempts(project, 2);
    expect(await statusOf(site, project)).toMatchObject({ status: 'security', recommended: '1.2.0' });
    const { data } = await sam('GET', `/sites/${site.uuid}`);
    expect(data.status).toBe('security');
  });

  it('an unchanged history is asked for with its validators, and is then as good as new', async () => {
    drupalOrg.history(project, {
      body: secure(),
      headers: { etag: '"a"', 'last-modified': 'Wed, 18 Nov 2026 17:00:00 GMT' },
    });
    start();
    await report(site, project, '1.0.0');
    await attempts(project, 1);
    drupalOrg.history(project, { status: 304 });
    test.pass(25 * 3_600_000);
    expect(await attempts(project, 2)).toMatchObject([{ outcome: 'unchanged' }, { outcome: 'ok' }]);
    expect(drupalOrg.askedFor(project)[1]?.headers).toMatchObject({
      'if-none-match': '"a"',
      'if-modified-since': 'Wed, 18 Nov 2026 17:00:00 GMT',
    });
    expect(await feedOf(project)).toMatchObject({ as_of: test.now().toISOString().replace(/0+Z$/, 'Z'), stale: false });
  });

  it('a validator is not sent for a history that was replaced by another way', async () => {
    drupalOrg.history(project, { body: secure(), headers: { etag: '"a"' } });
    start();
    await report(site, project, '1.0.0');
    await attempts(project, 1);
    const { cast } = test;
    const xml = { ...test.as(cast.sam), 'content-type': 'application/xml' };
    const path = `${api}/feeds/release-history/${project}`;
    const upload = await test.request(xml, 'PUT', path, withFix());
    expect(upload.data).toEqual({ project, changed: true, verdicts_changed: 3, sites: 1 });
    expect(await statusOf(site, project)).toMatchObject({ status: 'security' });
    test.pass(25 * 3_600_000);
    await attempts(project, 2);
    expect(drupalOrg.askedFor(project)[1]?.headers['if-none-match']).toBeUndefined();
  });

  it('S-05 a name that is none of drupal.org’s becomes no address', async () => {
    start();
    test.pass(60_000);
    const extensions = [
      { name: 'x', project: 'not-a-name', version: '1.0.0' },
      { name: 'y', project: '../../etc', version: '1.0.0' },
      { name: 'z', project: 'a%2fb', version: '1.0.0' },
      { name: project, version: '1.0.0' },
    ];
    await test.request(test.as(site.key), 'POST', `${api}/reports`, { extensions });
    await attempts(project, 1);
    const paths = drupalOrg.asked.map(({ path }) => path);
    expect(
      paths.filter(
        (path) => !/^\/release-history\/[a-z0-9_]+\/current$|^\/osv.zip$|^\/psa.json$|^\/api-d7\//.test(path),
      ),
    ).toEqual([]);
    expect(elsewhere.connections()).toBe(0);
  });
});

const entities = `<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><project><short_name>&b;</short_name></project>`;
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const hostile: [string, string, () => Parameters<typeof drupalOrg.history>[1]][] = [
  ['S-08 HTML with 200', 'refused', () => ({ body: '<!DOCTYPE html><html><body>Are you human?</body></html>' })],
  ['S-08 HTML without a doctype', 'refused', () => ({ body: '<html><body>Are you human?</body></html>' })],
  ['S-08 an <error> document', 'not_found', () => ({ body: '<error>No release history was found.</error>' })],
  ['S-08 nothing', 'refused', () => ({ body: '' })],
  ['S-08 half a document', 'refused', () => ({ body: withFix().slice(0, 900) })],
  ['S-08 the history of another project', 'refused', () => ({ body: releaseHistory('other', [{ version: '9.0.0' }]) })],
  ['S-06 a document type with entities', 'refused', () => ({ body: entities })],
  ['S-06 a hundred thousand levels', 'refused', () => ({ body: '<a>'.repeat(100_000) })],
  [
    'S-08 older releases than before',
    'refused',
    () => ({ body: releaseHistory(project, [{ version: '1.0.0', date: 1_700_000_000 }]) }),
  ],
  ['S-08 no releases any more', 'refused', () => ({ body: releaseHistory(project, []) })],
  ['S-08 a tag that is gone', 'refused', () => ({ body: withFix().replaceAll('Insecure', 'Bug fixes') })],
  ['S-08 a 404', 'refused', () => ({ status: 404 })],
  ['S-08 a 500', 'failed', () => ({ status: 500 })],
  ['S-08 bytes that are no UTF-8', 'refused', () => ({ body: Buffer.from([0x3c, 0xff, 0xfe]) })],
  ['S-04 a gzip bomb', 'refused', () => ({ body: bomb, headers: { 'content-encoding': 'gzip' } })],
  ['S-04 broken gzip', 'refused', () => ({ body: 'no gzip', headers: { 'content-encoding': 'gzip' } })],
  ['S-04 an encoding that nobody asked for', 'refused', () => ({ body: 'x', headers: { 'content-encoding': 'br' } })],
  [
    'S-04 one byte now and then',
    'failed',
    () => (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('<'), 50);
      response.on('close', () => clearInterval(timer));
    },
  ],
  ['S-04 no answer at all', 'failed', () => () => undefined],
  [
    'S-04 headers without end',
    'failed',
    () => (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => response.socket?.write(`x-${'y'.repeat(1000)}: z\r\n`), 5);
      response.on('close', () => clearInterval(timer));
    },
  ],
  ['S-08 a connection that is cut', 'failed', () => (response) => void response.socket?.destroy()],
  [
    'S-08 a body that is cut',
    'failed',
    () => (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('<project>', () => response.socket?.destroy());
    },
  ],
  [
    'S-05 a redirect to another host',
    'redirected',
    () => ({ status: 302, headers: { location: `${elsewhere.addresses.release_history}/x/current` } }),
  ],
];

describe('what is no good leaves what is stored as it was', () => {
  it.each(hostile)('%s', async (_name, outcome, script) => {
    drupalOrg.history(project, { body: withFix() });
    start();
    await report(site, project, '1.1.0');
    await attempts(project, 1);
    const stored = () =>
      test.sql('select f.* from release_feeds f join modules m on m.id = f.module_id where m.module_name = $1', [
        project,
      ]);
    const before = [await stored(), await statusOf(site, project), await counted(outcome)];
    expect(before[1]).toMatchObject({ status: 'security', stale: false });
    drupalOrg.history(project, script());
    test.pass(25 * 3_600_000);
    const [last, first] = await attempts(project, 2);
    expect([last?.outcome, first?.outcome], last?.detail ?? '').toEqual([outcome, 'ok']);
    expect(last?.detail).toMatch(/\w/);
    expect([await stored(), await statusOf(site, project)]).toEqual(before.slice(0, 2));
    await until(async () => (await counted(outcome)) === Number(before[2]) + 1);
    expect(await feedOf(project)).toMatchObject({ outcome, failures: 1, stale: false });
    await stop();
    test.pass(24 * 3_600_000);
    expect(await feedOf(project)).toMatchObject({ stale: true });
    expect(await statusOf(site, project)).toMatchObject({ status: 'security', stale: true });
    expect(await fetchesOf(project)).toHaveLength(2);
    expect(elsewhere.connections()).toBe(0);
  });

  it('S-04 sixty megabytes are cut off and never held', async () => {
    const block = Buffer.alloc(1024 * 1024, 0x20);
    let sent = 0;
    drupalOrg.history(project, (response) => {
      response.writeHead(200);
      const more = () => {
        while (sent < 60 && !response.destroyed) {
          sent += 1;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    start({ totalMs: 10_000 });
    await report(site, project, '1.0.0');
    const [only] = await attempts(project, 1);
    expect(only).toMatchObject({ outcome: 'refused', detail: 'Larger than 16777216 bytes.' });
    expect(sent).toBeLessThan(40);
  });

  it('what drupal.org says for more than three days is believed, even where it takes something back', async () => {
    drupalOrg.history(project, { body: withFix() });
    start();
    await report(site, project, '1.1.0');
    await attempts(project, 1);
    drupalOrg.history(project, { body: secure() });
    test.pass(25 * 3_600_000);
    expect((await attempts(project, 2))[0]).toMatchObject({ outcome: 'refused' });
    test.pass(72 * 3_600_000);
    expect((await attempts(project, 3))[0]).toMatchObject({ outcome: 'ok' });
    expect(await statusOf(site, project)).toMatchObject({ status: 'current' });
  });

  it('a project that drupal.org does not know is asked for once a week', async () => {
    drupalOrg.history(project, { body: '<error>No release history was found.</error>' });
    start();
    await report(site, project, '1.0.0');
    await attempts(project, 1);
    expect(await statusOf(site, project)).toMatchObject({ status: 'unknown' });
    const { next_fetch_at } = await feedOf(project);
    expect(Math.round((Date.parse(next_fetch_at) - test.now().getTime()) / 86_400_000)).toBe(7);
  });
});

describe('a host that asks for a pause gets it', () => {
  const pauseOf = async () => {
    const [row] = await test.sql<{ seconds: number }>(
      'select extract(epoch from paused_until - clock_timestamp())::float8 as seconds from feed_hosts',
    );
    return row?.seconds ?? 0;
  };
  beforeEach(() => test.sql("update feed_hosts set paused_until = 'epoch', refusals = 0"));

  it.each([
    ['429 with Retry-After in seconds', { status: 429, headers: { 'retry-after': '90' } }, 90],
    [
      '503 with Retry-After as a date',
      () => ({ status: 503, headers: { 'retry-after': new Date(test.now().getTime() + 360_000).toUTCString() } }),
      300,
    ],
    ['429 without', { status: 429 }, 60],
    ['a pause of a year is a day', { status: 503, headers: { 'retry-after': '31536000' } }, 86_400],
  ])('%s', async (_name, script, seconds) => {
    const other = `${project}_too`;
    drupalOrg.history(project, typeof script === 'function' ? script() : script);
    start();
    await report(site, project, '1.0.0');
    await attempts(project, 1);
    const pause = await pauseOf();
    expect(pause).toBeGreaterThan(seconds - 5);
    expect(pause).toBeLessThanOrEqual(seconds);
    await report(site, other, '1.0.0');
    expect((await sam('POST', '/feeds/refresh', { projects: [project, other] })).data).toEqual({
      feeds: 2,
      unknown: [],
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([drupalOrg.askedFor(project).length, drupalOrg.askedFor(other).length]).toEqual([1, 0]);
    await test.sql("update feed_hosts set paused_until = 'epoch'");
    await attempts(other, 1);
  });

  it('and longer pauses each time', async () => {
    drupalOrg.history(project, { status: 429 });
    start();
    await report(site, project, '1.0.0');
    for (const [count, minutes] of [
      [1, 1],
      [2, 2],
      [3, 4],
    ] as const) {
      await attempts(project, count);
      expect(Math.round((await pauseOf()) / 60)).toBe(minutes);
      test.pass(5 * 60_000);
      await test.sql("update feed_hosts set paused_until = 'epoch'");
    }
  });
});
