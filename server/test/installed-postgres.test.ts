import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledPostgres, startInstalledPostgres } from '../../bench/src/installed-postgres.ts';
import { openAsOwner } from '../src/db/database.ts';
import { schedule } from '../src/schedule.ts';
import { contradictions } from './consistency.ts';
import { query } from './postgres.ts';
import { until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const packages = '/usr/lib/postgresql';
const isInstalled = existsSync(packages) && readdirSync(packages).some((version) => Number(version) >= 14);
const setupToken = 'the setup token of this test';
const account = { email: 'sam@example.org', password: 'staple horse battery correct' };

describe.skipIf(!isInstalled)(
  `on the PostgreSQL of Debian's packages${isInstalled ? '' : ' (needs postgresql)'}`,
  () => {
    let folder: string;
    let postgres: InstalledPostgres;
    let program: ServerProgram;
    let worker: ServerProgram;
    let address: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'patchlight-installed-'));
      postgres = await startInstalledPostgres(folder);
      program = await ServerProgram.build({
        DATABASE_URL: postgres.url,
        SECRET_KEY: 'a secret key of the tests: 32 bytes and more',
        SETUP_TOKEN: setupToken,
        DRAIN_SECONDS: '0',
      });
      worker = program.beside(['worker']);
    });
    afterAll(async () => {
      await worker?.end('SIGTERM');
      await program?.end('SIGTERM');
      await postgres?.stop();
      await program?.remove();
      await rm(folder, { recursive: true, force: true });
    });

    async function call<T>(path: string, { as, body }: { as?: string; body?: object } = {}): Promise<T> {
      const response = await fetch(`${address}/api/v1${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(as && { authorization: `Bearer ${as}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      expect(response.ok, `${path}: ${text}`).toBe(true);
      return JSON.parse(text).data;
    }

    it('O-06: refuses what is not migrated, migrates once, and works from the first account to the history', async () => {
      expect(await program.run()).toBe(5);
      expect(program.said).toMatch(/migrations behind this program. Run: bin\/patchlight migrate/);
      expect(await program.beside(['migrate']).run()).toBe(0);
      expect(await program.beside(['migrate']).run()).toBe(0);
      address = await program.beside(['serve', '--api-only']).start();
      await worker.start();

      await call('/setup', { body: { token: setupToken, name: 'Sam', ...account } });
      const { access_token: sam } = await call<{ access_token: string }>('/auth/login', { body: account });
      const { site, api_key: key } = await call<{ site: { id: string }; api_key: string }>('/sites', {
        as: sam,
        body: { url: 'https://www.example.org', name: 'Example' },
      });
      for (const version of ['6.2.8', '6.2.9'])
        await call('/reports', { as: key, body: { extensions: [{ name: 'webform', version }] } });
      expect(await call(`/sites/${site.id}/modules`, { as: sam })).toMatchObject([
        { module: { name: 'webform' }, version: '6.2.9', status: 'unknown' },
      ]);
      expect(await call(`/sites/${site.id}/history`, { as: sam })).toMatchObject([
        { change: 'updated', from_version: '6.2.8', to_version: '6.2.9' },
      ]);

      const owner = openAsOwner({ url: postgres.url });
      await until('the worker has done each job', async () => {
        const runs = await query(owner, 'select distinct job from job_runs where failure is null');
        return runs.length === schedule.length;
      });
      expect(await contradictions((text) => query(owner, text))).toEqual([]);
      await owner.destroy();
    }, 120_000);
  },
);
