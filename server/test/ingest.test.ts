import { createCipheriv, createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ingestFormats } from '@patchlight/contract/ingest';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/test/run.ts';
import { documents, list, lock, pmListOf } from '../../drupal/test/formats.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import type { Headers } from './app.ts';
import { makeSite, releaseHistory } from './factories.ts';
import { api, hour, useReportingSite, warned } from './reporting.ts';

const { test, site, send, sendTo, get, running, reports, history } = useReportingSite();

const ingest = (format: string, body: Buffer | string | object, query = '', headers?: Headers) =>
  test.request(headers ?? test.as(site().key), 'POST', `${api}/ingest/${format}${query}`, body);

const contrib = ['drupal 10.6.12', 'gin 8.x-3.0-rc8', 'slick 3.0.7', 'token 8.x-1.17'];
const standing = async () => (await running()).filter((row) => !row.endsWith('*'));

describe.each(ingestFormats)('%s', (format) => {
  const document = documents[format];
  const source = ['drush-pm-list', 'system-status', 'warden'].includes(format) ? 'site' : 'repository';

  it('202: becomes a report of its source, which stands in the list and in the audit log', async () => {
    // What Composer calls 1.17.0 was released as 8.x-1.17.
    await storeFeed(test.ctx, 'token', releaseHistory('token', [{ version: '8.x-1.17' }]));
    await storeFeed(test.ctx, 'gin', releaseHistory('gin', [{ version: '8.x-3.0-rc8' }]));
    const answer = await ingest(format, document);
    expect([answer.status, answer.data.status, answer.data.warnings]).toEqual([202, 'applied', []]);
    expect(await standing()).toEqual(contrib);
    expect(await reports()).toMatchObject([{ status: 'applied', source, agent: format, baseline: true }]);
    const recorded = await test.sql('select action from audit_logs where target_id = $1', [answer.data.report_id]);
    expect(recorded).toEqual([{ action: 'inventory.recorded' }]);
  });

  it('202: the same bytes once more are unchanged, here and on another replica', async () => {
    await ingest(format, document);
    test.pass(hour);
    expect((await ingest(format, document)).data.status).toBe('unchanged');
    test.pass(hour);
    const response = await test.replica().http.inject({
      method: 'POST',
      url: `${api}/ingest/${format}`,
      headers: { ...test.as(site().key), 'content-type': 'application/json' },
      payload: JSON.stringify(document),
    });
    expect(response.json().data.status).toBe('unchanged');
    expect((await reports()).map(({ status }: { status: string }) => status)).toEqual([
      'applied',
      'unchanged',
      'unchanged',
    ]);
    expect(await history()).toEqual([]);
  });

  it('422: a document of another format is told where it belongs, and stands in the list of refused ones', async () => {
    const other = format === 'composer-show' ? 'composer-lock' : 'composer-show';
    const answer = await ingest(format, documents[other]);
    expect([answer.status, answer.error]).toEqual([422, 'invalid_report']);
    expect(answer.body.message).toContain(`send it to /api/v1/ingest/${other}.`);
    expect(answer.body.details).toMatchObject([{ path: '', code: 'wrong_format' }]);
    expect(await reports()).toMatchObject([
      { status: 'rejected', reason: expect.stringContaining(`/ingest/${other}`) },
    ]);
    const report = await ingest(format, { extensions: [] });
    expect(report.body.message).toContain('It looks like a site report; send it to /api/v1/reports.');
  });

  it('422: a document without anything of Drupal', async () => {
    const empty = {
      'composer-lock': { packages: [] },
      'composer-show': { installed: [] },
      'drush-pm-list': [],
      cyclonedx: { bomFormat: 'CycloneDX' },
      'system-status': { system_status: { core: [], contrib: [], theme: [] } },
      warden: { core: 'disabled', contrib: [] },
    };
    const answer = await ingest(format, empty[format]);
    expect([answer.error, answer.body.message]).toEqual([
      'invalid_report',
      expect.stringContaining('Nothing of Drupal'),
    ]);
  });
});

describe('which site', () => {
  const organizationKey = () => test.as(test.cast.keys.report.secret);

  it('an organization key with `report`, and a developer, name it in the query', async () => {
    for (const actor of [organizationKey(), test.as(test.cast.dev)])
      expect((await ingest('composer-lock', lock, `?site_id=${site().uuid}`, actor)).status).toBe(202);
  });

  it('400: without a name, from anybody but a site key', async () => {
    const answer = await ingest('composer-lock', lock, '', organizationKey());
    expect([answer.error, answer.body.message]).toEqual(['validation_error', expect.stringContaining('?site_id=')]);
  });

  it('404: the site of somebody else, also for its refused reports', async () => {
    const other = await makeSite(test.ctx, test.cast.away);
    expect((await ingest('composer-lock', lock, `?site_id=${other.uuid}`)).error).toBe('not_found');
  });

  it('400: an unknown format is told which there are', async () => {
    const answer = await ingest('composer-json', lock);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('composer-lock')]);
    for (const format of ingestFormats) expect(answer.text).toContain(format);
  });
});

describe('what the query states', () => {
  it('dev=true takes packages-dev, and is another report than the same bytes without', async () => {
    await ingest('composer-lock', lock);
    test.pass(hour);
    expect((await ingest('composer-lock', lock, '?dev=true')).data.status).toBe('applied');
    expect(await standing()).toContain('devel 5.4.0');
  });

  it('generated_at puts it in order: an older document is late', async () => {
    await ingest('composer-lock', lock, `?generated_at=${test.now().toISOString()}`);
    const early = new Date(test.now().getTime() - hour).toISOString();
    expect((await ingest('composer-lock', lock, `?generated_at=${early}`)).data.status).toBe('stale');
  });

  it('coverage is one that there is', async () => {
    expect((await ingest('drush-pm-list', pmListOf(list), '?coverage=installed_only')).status).toBe(202);
    expect((await ingest('drush-pm-list', pmListOf(list), '?coverage=some')).error).toBe('validation_error');
  });

  it('a UUID as Idempotency-Key is the id of the report', async () => {
    const headers = { ...test.as(site().key), 'idempotency-key': newId() };
    const first = await ingest('composer-lock', lock, '', headers);
    expect(first.data.report_id).toBe(headers['idempotency-key']);
    expect((await ingest('composer-lock', lock, '', headers)).data.status).toBe('duplicate');
    expect((await ingest('composer-lock', lock, '?dev=true', headers)).error).toBe('report_id_conflict');
  });
});

describe('a partial source removes nothing that it could not see', () => {
  const without = (...names: string[]) => pmListOf(list.filter(({ name }) => !names.includes(name)));

  it.each([
    ['core, where Drush was told --no-core', 'drush-pm-list', without('node', 'claro'), contrib],
    ['themes, where it was told --type=module', 'drush-pm-list', without('claro', 'gin'), contrib],
    ['contrib, where warden has it switched off', 'warden', { ...documents.warden, contrib: 'disabled' }, contrib],
    [
      'what is gone from a whole list',
      'drush-pm-list',
      without('gin', 'slick_ui', 'slick'),
      ['drupal 10.6.12', 'token 8.x-1.17'],
    ],
  ])('%s', async (_name, format, second, expected) => {
    await ingest('drush-pm-list', pmListOf(list));
    test.pass(hour);
    expect((await ingest(format, second)).status).toBe(202);
    expect(await standing()).toEqual(expected);
  });

  it('a row that cannot be read leaves its project as it was, with a warning', async () => {
    await ingest('composer-lock', lock);
    test.pass(hour);
    const packages = lock.packages.map((item) =>
      item.name === 'drupal/token'
        ? { name: 'drupal/token' }
        : item.name === 'drupal/slick'
          ? { ...item, extra: { drupal: { version: 'x'.repeat(65) } } }
          : item,
    );
    const rows = packages.filter(({ name }) => name !== 'drupal/slick_ui');
    const answer = await ingest('composer-lock', {
      packages: [...rows, null, { name: 'drupal/x\u0000', version: '1' }],
      novelty: 1,
    });
    expect(warned(answer)).toEqual([
      ' unreadable_version',
      ' unreadable_name',
      ' unreadable_version',
      ' unreadable_name',
      ' unknown_fields',
    ]);
    expect(await standing()).toEqual(contrib);
  });
});

describe('versions of Composer', () => {
  // A project each: a second history would change the verdicts that sites of other tests stand with.
  it.each([
    ['one', '3.15.0', ['8.x-3.15'], '8.x-3.15'],
    ['two', '3.15.0', ['3.15.0', '8.x-3.15'], '3.15.0'],
    ['three', '3.15.0', ['8.x-3.14'], '3.15.0'],
    ['four', 'dev-3.x 1a2b3c4', ['8.x-3.x-dev'], '8.x-3.x-dev'],
    ['five', 'dev-main 1a2b3c4', ['8.x-3.15'], 'dev-main'],
  ])('%s: %s with the releases %j is %s', async (name, version, releases, expected) => {
    const history = releaseHistory(
      name,
      releases.map((release) => ({ version: release })),
    );
    await storeFeed(test.ctx, name, history);
    const source = `https://git.drupalcode.org/project/${name}`;
    await ingest('composer-show', { locked: [{ name: `drupal/${name}`, version, source }] });
    expect(await running()).toEqual([`${name} ${expected}`]);
    const [row] = await get('/modules');
    if (expected.includes('dev')) {
      expect(row.status).not.toBe('current');
      expect(row.extensions).toEqual([{ name, type: 'module', commit: '1a2b3c4', installed: true }]);
    }
  });

  it('another commit of a branch is a change of the site, and none of its version', async () => {
    const locked = (commit: string) => ({
      packages: [
        {
          name: 'drupal/acme',
          version: 'dev-main',
          source: { url: 'https://git.example.org/acme', reference: commit },
        },
      ],
    });
    await ingest('composer-lock', locked('a'.repeat(40)));
    test.pass(hour);
    expect((await ingest('composer-lock', locked('b'.repeat(40)))).data.status).toBe('applied');
    expect(await history()).toEqual([]);
    const [row] = await get('/modules?include=custom');
    expect(row.extensions[0].commit).toBe('b'.repeat(40));
    // Read from the database and compared, it is the same.
    test.pass(hour);
    const again = await sendTo(test.replica(), {
      trigger: 'ci',
      extensions: [{ name: 'acme', origin: 'custom', version: 'dev-main', commit: 'b'.repeat(40) }],
    });
    expect(again.data.status).toBe('unchanged');
  });

  it('a site report says so with version_source', async () => {
    await storeFeed(test.ctx, 'six', releaseHistory('six', [{ version: '8.x-3.15' }]));
    await send({ extensions: [{ name: 'six', version: '3.15.0', version_source: 'composer' }] });
    expect(await running()).toEqual(['six 8.x-3.15']);
  });
});

describe('system_status that encrypts its answer', () => {
  const token = 'sesame-of-the-site';
  const key = createHash('sha256').update(token).digest();
  const iv = Buffer.alloc(16, 7);
  const plain = Buffer.from(JSON.stringify({ system_status: documents['system-status'].system_status }));
  const openssl = createCipheriv('aes-128-cbc', key.subarray(0, 16), iv);
  const mcrypt = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const zeros = Buffer.alloc((16 - (plain.length % 16)) % 16);
  const sealed = {
    encrypted_openssl: Buffer.concat([iv, openssl.update(plain), openssl.final()]),
    encrypted: Buffer.concat([iv, mcrypt.update(Buffer.concat([plain, zeros])), mcrypt.final()]),
  };
  const answerOf = (kind: keyof typeof sealed) => ({
    system_status: kind,
    data: sealed[kind].toString('base64'),
    drupal_version: '8',
    engine_version: 'DRUPAL8',
    php_version: '8.1.27',
  });
  const withToken = (given: string) => ({ ...test.as(site().key), 'x-system-status-key': given });

  it.each(['encrypted_openssl', 'encrypted'] as const)('%s is opened with the token in its header', async (kind) => {
    expect((await ingest('system-status', answerOf(kind), '', withToken(token))).status).toBe(202);
    expect(await standing()).toEqual(contrib);
    expect((await get('')).php_version).toBe('8.1.27');
    expect(test.logged.join('\n')).not.toContain(token);
  });

  it('422: without the token, and with a wrong one', async () => {
    const bare = await ingest('system-status', answerOf('encrypted_openssl'));
    expect(bare.body.message).toContain('X-System-Status-Key');
    const wrong = await ingest('system-status', answerOf('encrypted_openssl'), '', withToken('other'));
    expect(wrong.body.message).toBe('The token in X-System-Status-Key does not open this answer of system_status.');
  });
});

describe('the body', () => {
  it('may be text that is no UTF-8, with notices before the JSON', async () => {
    const text = `Deprecated: caf\u00e9 in x.php\n${JSON.stringify(pmListOf(list))}`;
    expect((await ingest('drush-pm-list', Buffer.from(text, 'latin1'))).status).toBe(202);
  });

  it('may be eight MiB on the wire, and eight inflated, and no more', async () => {
    const padded = (length: number) => Buffer.from(JSON.stringify(lock).padEnd(length));
    const most = 8 * 1024 * 1024;
    expect((await ingest('composer-lock', padded(most))).status).toBe(202);
    expect((await ingest('composer-lock', padded(most + 1))).error).toBe('too_large');
    const zipped = { ...test.as(site().key), 'content-encoding': 'gzip' };
    expect((await ingest('composer-lock', gzipSync(padded(most)), '', zipped)).status).toBe(202);
    expect((await ingest('composer-lock', gzipSync(padded(most + 1)), '', zipped)).error).toBe('too_large');
  });

  it('422: XML is told to be JSON', async () => {
    expect((await ingest('cyclonedx', '<?xml version="1.0"?><bom/>')).body.message).toContain('--output-format=JSON');
  });
});

const locks = fileURLToPath(new URL('../../../shared/data/locks/helfi-etusivu', import.meta.url));
const files = existsSync(locks)
  ? readdirSync(locks)
      .filter((file) => /^\d{4}-/.test(file))
      .sort()
  : [];

describe.skipIf(files.length === 0)('ten locks of a real site (needs ../shared/data)', () => {
  it('come out as what the command line sends of them', async () => {
    const twin = await makeSite(test.ctx, test.cast.home);
    await test.app.http.listen({ port: 0, host: '127.0.0.1' });
    const address = test.app.http.server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    for (const file of files) {
      const at = `${file.slice(0, 10)}T00:00:00Z`;
      const words = ['report', '--url', url, '--composer-lock', join(locks, file), '--generated-at', at];
      expect((await run(words, { env: { PATCHLIGHT_API_KEY: twin.key } })).code).toBe(0);
      const answer = await ingest('composer-lock', readFileSync(join(locks, file)), `?generated_at=${at}`);
      expect([answer.data.status, answer.data.warnings]).toEqual(['applied', []]);
    }
    const viewOf = async (uuid: string) =>
      test.sql(
        `select m.module_name, v.version_number, v.datestamp, s.running_since, s.extensions, s.patches from site_modules s
          join sites on sites.id = s.site_id join modules m on m.id = s.module_id join module_versions v on v.id = s.current_version_id
          where sites.uuid = $1 order by m.module_name`,
        [uuid],
      );
    const rows = await viewOf(site().uuid);
    expect(rows.length).toBeGreaterThan(90);
    expect(rows).toEqual(await viewOf(twin.uuid));
    const pastOf = (uuid: string) =>
      test.sql(
        `select h.module_id, h.version_id, h.from_at, h.until_at, h.next_version_id from site_module_history h
          join sites on sites.id = h.site_id where sites.uuid = $1 order by h.until_at, h.module_id`,
        [uuid],
      );
    expect(await pastOf(site().uuid)).toEqual(await pastOf(twin.uuid));
    const platforms = await test.sql<{ platform: object }>('select platform from sites where uuid = any($1)', [
      [site().uuid, twin.uuid],
    ]);
    expect(platforms[0]).toEqual(platforms[1]);
  });
});
