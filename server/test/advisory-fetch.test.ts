import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from './app.ts';
import { useDrupalOrg } from './drupal-org.ts';
import { makeSite, releaseHistory, type SiteRow } from './factories.ts';
import { until, useFetching } from './fetching.ts';
import { zipOf } from './zip.ts';

const test = useApp({ start: new Date().toISOString() });
const drupalOrg = useDrupalOrg();
const { start, stop, attempts } = useFetching(test, drupalOrg);
const api = '/api/v1';
const [osv, sa, psa] = ['advisories:osv', 'advisories:sa', 'advisories:psa'];
const pageAt = (page: number) => `/api-d7/node.json?type=sa&sort=changed&direction=DESC&field_is_psa=0&page=${page}`;

let made = 0;
let project: string;
let number: string;
let site: SiteRow;
const id = () => `SA-CONTRIB-2026-${number}`;

const osvOf = (rest: object = {}) =>
  JSON.stringify({
    schema_version: '1.7.0',
    id: `DRUPAL-CONTRIB-2026-${number}`,
    modified: '2026-11-18T17:00:00Z',
    published: '2026-11-18T17:00:00Z',
    aliases: [],
    details: 'A hole.',
    affected: [
      {
        package: { ecosystem: 'Packagist:https://packages.drupal.org/8', name: `drupal/${project}` },
        database_specific: { affected_versions: '<1.1.0' },
      },
    ],
    ...rest,
  });
const nodeOf = (of: string, rest: object = {}) => ({
  title: `The project - Critical - Access bypass - SA-CONTRIB-2026-${of}`,
  url: `https://www.drupal.org/sa-contrib-2026-${of}`,
  field_sa_criticality: 'AC:None/A:None/CI:All/II:All/E:Exploit/TD:All',
  field_sa_cve: [`CVE-2026-1${of}`],
  field_is_psa: '0',
  changed: '1764000000',
  ...rest,
});
const serveOsv = (body: string | Buffer) => drupalOrg.script('/osv.zip', { body });
const serveNodes = (page: number, list: object[], next = false) =>
  drupalOrg.script(pageAt(page), { body: JSON.stringify({ list, ...(next && { next: '/api-d7/node?page=1' }) }) });
const advisory = async () => (await test.request(test.as(test.cast.vic), 'GET', `${api}/advisories/${id()}`)).data;
const statusOfSite = async () =>
  (await test.request(test.as(test.cast.vic), 'GET', `${api}/sites/${site.uuid}`)).data.status;
const nodesAsked = () =>
  drupalOrg.asked.filter(({ path }) => path.startsWith('/api-d7/')).map(({ path }) => path.at(-1));

beforeEach(async () => {
  made += 1;
  project = `advised_${made}`;
  number = String(100 + made);
  site = await makeSite(test.ctx, test.cast.home);
  test.pass(60_000);
  await test.sql('truncate feed_sources cascade');
  await test.request(test.as(site.key), 'POST', `${api}/reports`, {
    extensions: [{ name: project, version: '1.0.0' }],
  });
  test.pass(60_000);
  drupalOrg.asked.length = 0;
  drupalOrg.history(project, { body: releaseHistory(project, [{ version: '1.0.0' }]) });
  serveNodes(0, []);
  serveOsv('');
});

describe('the advisory database', () => {
  it('is fetched first of all, and turns the site red by itself', async () => {
    serveOsv(zipOf({ 'README.md': '# Advisories', [`advisories/${project}.json`]: osvOf() }));
    start();
    expect(await attempts(osv, 1)).toEqual([{ outcome: 'ok', detail: null }]);
    expect(
      drupalOrg.asked
        .slice(0, 2)
        .map(({ path }) => path.split('?')[0])
        .sort(),
    ).toEqual(['/api-d7/node.json', '/osv.zip']);
    await attempts(`release-history:${project}`, 1);
    expect(await statusOfSite()).toBe('security');
    expect(await advisory()).toMatchObject({ id: id(), sites: { exposed: 1 } });
  });

  it('may be lines of JSON; one that cannot be read leaves the others alone', async () => {
    serveOsv(`${osvOf()}\n{"id":"DRUPAL-CONTRIB-2026-9"}\n`);
    start();
    const [first] = await attempts(osv, 1);
    expect(first).toMatchObject({ outcome: 'ok', detail: expect.stringMatching(/^1 could not be read.*line 2/) });
    expect(await advisory()).toMatchObject({ id: id() });
  });

  it('has the projects of new advisories fetched at once, for the release that closes the hole', async () => {
    serveOsv('{}');
    start();
    await attempts(`release-history:${project}`, 1);
    await stop();
    serveOsv(osvOf());
    await test.request(test.as(test.cast.sam), 'POST', `${api}/feeds/refresh`, { advisories: true });
    start();
    await attempts(`release-history:${project}`, 2);
  });

  it.each([
    ['S-08 HTML with 200', () => '<html>Are you human?</html>'],
    ['S-08 nothing', () => ''],
    ['S-08 half an archive', () => zipOf({ 'a.json': osvOf(), 'b.json': osvOf() }).subarray(0, 400)],
    ['S-04 an entry that is larger than it says', () => zipOf({ 'a.json': 'x'.repeat(3_000_000) }, 10)],
    ['S-04 an entry of a gigabyte', () => zipOf({ 'a.json': osvOf() }, 2 ** 30)],
    [
      'S-04 more than 64 MiB in all',
      () => zipOf(Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`${at}.json`, Buffer.alloc(2 ** 20)]))),
    ],
  ])('%s is refused, and what is stored stays', async (_name, bad) => {
    serveOsv(osvOf());
    start();
    await Promise.all([attempts(osv, 1), attempts(`release-history:${project}`, 1)]);
    // How it went since then ends now, whenever that is.
    const stored = async () => ({ ...(await advisory()), timeline: null });
    const before = await stored();
    serveOsv(bad());
    test.pass(7 * 3_600_000);
    expect((await attempts(osv, 2))[0]).toMatchObject({ outcome: 'refused', detail: expect.stringMatching(/\w/) });
    expect(await stored()).toEqual(before);
    expect(await statusOfSite()).toBe('security');
  });
});

describe('what drupal.org says of an advisory', () => {
  const described = { title: expect.stringContaining('Access bypass'), risk: 25, level: 'highly_critical' };

  it.each(['first', 'last'])('is put into it, whichever comes %s', async (order) => {
    const database = () => serveOsv(osvOf());
    const nodes = () => serveNodes(0, [nodeOf(number)]);
    (order === 'first' ? nodes : database)();
    start();
    await Promise.all([attempts(osv, 1), attempts(sa, 1)]);
    (order === 'first' ? database : nodes)();
    test.pass(7 * 3_600_000);
    await Promise.all([attempts(osv, 2), attempts(sa, 2)]);
    expect(await until(async () => (await advisory())?.risk !== null && advisory())).toMatchObject({
      ...described,
      aliases: [`CVE-2026-1${number}`],
      projects: [{ affected_versions: '<1.1.0' }],
    });
    expect((await test.sql<{ risk: number }>('select risk from sites where uuid = $1', [site.uuid]))[0]?.risk).toBe(25);
    // Written anew by the database: it stays.
    serveOsv(osvOf({ modified: '2026-11-19T17:00:00Z', details: 'A larger hole.' }));
    test.pass(7 * 3_600_000);
    await attempts(osv, 3);
    expect(await advisory()).toMatchObject({ ...described, details: 'A larger hole.' });
  });

  it('is fetched page by page as far as it is new, and from then on only what is edited', async () => {
    const pages = [['801', '802'], ['803', '804'], ['805']];
    for (const [at, page] of pages.entries())
      serveNodes(
        at,
        page.map((each) => nodeOf(each)),
        at < 2,
      );
    start();
    await attempts(sa, 3);
    expect(nodesAsked()).toEqual(['0', '1', '2']);
    serveNodes(0, [nodeOf('806', { changed: '1764000500' }), nodeOf('801')], true);
    test.pass(3_600_000);
    await attempts(sa, 4);
    await stop();
    expect(nodesAsked()).toEqual(['0', '1', '2', '0']);
  });

  it('goes on with the page that failed', async () => {
    serveNodes(0, [nodeOf('811')], true);
    drupalOrg.script(pageAt(1), { status: 500 });
    start();
    await attempts(sa, 2);
    serveNodes(1, [nodeOf('812')]);
    test.pass(120_000);
    await attempts(sa, 3);
    await stop();
    expect(nodesAsked()).toEqual(['0', '1', '1']);
  });

  it('a changed risk leaves a revision', async () => {
    serveOsv(osvOf());
    serveNodes(0, [nodeOf(number)]);
    start();
    await Promise.all([attempts(sa, 1), attempts(osv, 1)]);
    const vector = 'AC:Complex/A:Admin/CI:None/II:None/E:Theoretical/TD:Uncommon';
    serveNodes(0, [nodeOf(number, { field_sa_criticality: vector, changed: '1764000999' })]);
    test.pass(2 * 3_600_000);
    await attempts(sa, 2);
    expect(await advisory()).toMatchObject({ risk: 4 });
    expect((await advisory()).revisions).toMatchObject([
      { before: { risk: 25 }, after: { risk: 4, risk_vector: vector } },
    ]);
  });

  it.each([
    ['HTML', '<html>Are you human?</html>'],
    ['another JSON', '{"list":{}}'],
  ])('S-08 %s is refused', async (_name, body) => {
    drupalOrg.script(pageAt(0), { body });
    start();
    expect((await attempts(sa, 1))[0]).toMatchObject({ outcome: 'refused' });
  });
});

describe('what drupal.org announces', () => {
  const announced = () =>
    JSON.stringify([
      { title: 'A hole', link: `https://www.drupal.org/sa-contrib-2026-${number}`, project, insecure: ['1.0.0'] },
    ]);
  const serve = (body: string) => drupalOrg.script('/psa.json', { body });

  it('turns the site red before the advisory database does, and green when it is taken back', async () => {
    serve(announced());
    start();
    expect(await attempts(psa, 1)).toEqual([{ outcome: 'ok', detail: null }]);
    expect(await statusOfSite()).toBe('security');
    expect(await advisory()).toMatchObject({ id: id(), sites: { exposed: 1 } });
    serve('[]');
    test.pass(6 * 3_600_000);
    expect((await attempts(psa, 2))[0]).toEqual({ outcome: 'ok', detail: null });
    expect(await statusOfSite()).not.toBe('security');
  });

  it.each([
    ['HTML', '<html>Are you human?</html>'],
    ['another JSON', '{"list":[]}'],
    ['half a list', '[{"title":"A hole"'],
  ])('S-08 %s is refused, and what is stored stays', async (_name, body) => {
    serve(announced());
    start();
    await attempts(psa, 1);
    serve(body);
    test.pass(6 * 3_600_000);
    expect((await attempts(psa, 2))[0]).toMatchObject({ outcome: 'refused', detail: expect.stringMatching(/\w/) });
    expect(await statusOfSite()).toBe('security');
  });
});
