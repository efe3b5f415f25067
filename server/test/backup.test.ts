import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledPostgres, startInstalledPostgres } from '../../bench/src/installed-postgres.ts';
import { type Db, openAsOwner } from '../src/db/database.ts';
import { newId } from '../src/ids.ts';
import { contradictions, unevenReports } from './consistency.ts';
import { query } from './postgres.ts';
import { until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const packages = '/usr/lib/postgresql';
const isInstalled = existsSync(packages) && readdirSync(packages).some((version) => Number(version) >= 14);
const setupToken = 'the setup token of this test';
const account = { email: 'sam@example.org', password: 'staple horse battery correct' };
const sitesMade = 12;

describe.skipIf(!isInstalled)(`F-22: a backup${isInstalled ? '' : ' (needs postgresql)'}`, () => {
  let folder: string;
  let postgres: InstalledPostgres;
  let program: ServerProgram;
  let owner: Db;
  let address: string;
  let token = '';
  const databases: Db[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchlight-backup-'));
    postgres = await startInstalledPostgres(folder);
    program = await ServerProgram.build({
      DATABASE_URL: postgres.url,
      SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
      SETUP_TOKEN: setupToken,
      RATE_LIMITS: 'off',
      DRAIN_SECONDS: '0',
    });
    expect(await program.beside(['migrate']).run()).toBe(0);
    address = await program.start();
    owner = openOwner(postgres.url);
  }, 120_000);
  afterAll(async () => {
    await program?.end('SIGTERM');
    await Promise.all(databases.map((each) => each.destroy()));
    await postgres?.stop();
    await program?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  function openOwner(url: string): Db {
    const opened = openAsOwner({ url });
    databases.push(opened);
    return opened;
  }

  async function call<T>(path: string, as: string, body?: object): Promise<T> {
    const response = await fetch(`${address}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...(as !== '' && { authorization: `Bearer ${as}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.ok, `${path}: ${text}`).toBe(true);
    return JSON.parse(text).data;
  }

  async function makeKeys(): Promise<string[]> {
    await call('/setup', '', { token: setupToken, name: 'Sam', ...account });
    token = (await call<{ access_token: string }>('/auth/login', '', account)).access_token;
    const [organization] = await call<{ id: string }[]>('/organizations', token);
    const keys: string[] = [];
    for (let index = 0; index < sitesMade; index += 1) {
      const site = {
        url: `https://site-${index}.example.org`,
        name: `Site ${index}`,
        organization_id: organization?.id,
      };
      keys.push((await call<{ api_key: string }>('/sites', token, site)).api_key);
    }
    return keys;
  }

  const pg = (command: string, ...args: string[]) =>
    promisify(execFile)(join(packages, postgres.version, 'bin', command), args);

  it('under load has all that was acknowledged before it began, nothing by half, and a server works on it', async () => {
    const keys = await makeKeys();
    const [sent, acknowledged] = [new Set<string>(), new Set<string>()];
    let isOver = false;
    const load = keys.map(async (key, site) => {
      for (let round = 1; !isOver; round += 1) {
        const id = newId();
        sent.add(id);
        const extensions = [
          { name: 'token', version: `1.${round}.0` },
          { name: `only_${site}_${round % 3}`, version: '1.0.0' },
        ];
        await call('/reports', key, { report_id: id, sequence: round, extensions });
        acknowledged.add(id);
      }
    });
    const beginAt = sitesMade * (2 + Math.floor(Math.random() * 8));
    await until('the moment has come', () => acknowledged.size >= beginAt);
    const before = [...acknowledged];
    const file = join(folder, 'backup');
    await pg('pg_dump', '--format=custom', `--file=${file}`, postgres.url);
    isOver = true;
    await Promise.all(load);
    await query(owner, 'create database restored');
    const url = postgres.url.replace('/patchlight?', '/restored?');
    await pg('pg_restore', '--exit-on-error', `--dbname=${url}`, file);

    const restored = openOwner(url);
    const rows = await query<{ id: string }>(restored, 'select report_id as id from site_reports');
    const kept = new Set(rows.map(({ id }) => id));
    expect(before.filter((id) => !kept.has(id))).toEqual([]);
    expect([...kept].filter((id) => !sent.has(id))).toEqual([]);
    // It was taken while others came: some of them are in the one and not in the other.
    expect(acknowledged.size).toBeGreaterThan(kept.size);
    expect(await unevenReports((text) => query(restored, text))).toEqual([]);
    expect(await contradictions((text) => query(restored, text))).toEqual([]);

    const beside = (command: readonly string[]) => program.beside(command, { DATABASE_URL: url });
    expect(await beside(['audit', 'verify']).run()).toBe(0);
    const again = beside(['serve']);
    address = await again.start();
    expect(await call<object[]>(`/sites?per_page=${sitesMade}`, token)).toHaveLength(sitesMade);
    await call('/reports', keys[0] ?? '', { extensions: [{ name: 'token', version: '9.0.0' }] });
    expect(await again.end('SIGTERM')).toBe(0);
  }, 120_000);
});
