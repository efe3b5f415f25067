import { mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query, Workshop } from '../../test/postgres-processes.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  findEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { isRunning, waitUntilGone } from './process-table.ts';

const quiet = { info: () => {}, warn: () => {} };
let shop: Workshop;

beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: quiet, ...options });
  shop.servers.add(postgres.pid);
  return postgres;
}

describe('start', () => {
  it('makes a durable UTF-8 cluster, and finds its data again at a later start', async () => {
    const dataDir = join(shop.folder, 'first');
    const first = await start(dataDir);
    expect(first.adopted).toBe(false);
    const [settings] = await query(
      first,
      `SELECT current_setting('fsync') fsync, current_setting('synchronous_commit') commit,
        current_setting('data_checksums') checksums, current_setting('server_encoding') encoding,
        current_setting('listen_addresses') addresses, lower('ÄÉ') lower`,
    );
    expect(settings).toEqual({
      ...{ fsync: 'on', commit: 'on', checksums: 'on', encoding: 'UTF8', addresses: '', lower: 'äé' },
    });
    expect((await stat(first.socketDir)).mode & 0o777).toBe(0o700);
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    expect(await isRunning(first.pid)).toBe(false);

    const second = await start(dataDir, { settings: { work_mem: '5MB' } });
    expect(await query(second, `SELECT number, current_setting('work_mem') mem FROM kept`)).toEqual([
      { number: 7, mem: '5MB' },
    ]);
    await second.stop();
  });

  it('puts the socket elsewhere when the path of the data folder is too long for one', async () => {
    const dataDir = join(shop.folder, 'long-'.repeat(20), 'path-'.repeat(20));
    const postgres = await start(dataDir);
    expect(postgres.socketDir.startsWith(dataDir)).toBe(false);
    expect((await stat(postgres.socketDir)).mode & 0o777).toBe(0o700);
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    await rmdir(postgres.socketDir);
  });

  it('throws away what a killed initdb left', async () => {
    const dataDir = join(shop.folder, 'half');
    const killed = shop.start({ dataDir });
    while (!(await readdir(dataDir).catch(() => [])).some((name) => name.startsWith('postgres.new-')));
    await killed.end('SIGKILL');
    expect(await readdir(dataDir)).not.toContain('postgres');
    const postgres = await start(dataDir);
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
  });

  it('refuses a folder that holds something else, and says what PostgreSQL said of a broken one', async () => {
    const foreign = join(shop.folder, 'foreign');
    await mkdir(join(foreign, 'postgres', 'photos'), { recursive: true });
    await expect(start(foreign)).rejects.toThrow(/not a PostgreSQL data folder/);
    const old = join(shop.folder, 'old');
    await mkdir(join(old, 'postgres'), { recursive: true, mode: 0o700 });
    await writeFile(join(old, 'postgres', 'PG_VERSION'), '11\n');
    await expect(start(old)).rejects.toThrow(/another major version[\s\S]*FATAL/);
  });

  it('is not stopped by a left-over postmaster.pid whose pid another program has now', async () => {
    const dataDir = join(shop.folder, 'reused');
    const killed = shop.start({ dataDir });
    const first = await killed.ready();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS number');
    await killed.end('SIGKILL');
    process.kill(first.pid, 'SIGKILL');
    await waitUntilGone(first.pid, 5_000);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const left = await readFile(pidFile, 'utf8');
    await writeFile(pidFile, left.replace(String(first.pid), String(process.pid)));
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    await second.stop();
  });
});

describe('a server that a killed process left', () => {
  it('is adopted, and stopped by the one that adopted it', async () => {
    const dataDir = join(shop.folder, 'adopted');
    const killed = shop.start({ dataDir });
    const first = await killed.ready();
    await killed.end('SIGKILL');
    expect(await isRunning(first.pid)).toBe(true);
    const second = await start(dataDir);
    expect(second).toMatchObject({ adopted: true, pid: first.pid, socketDir: first.socketDir });
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(await isRunning(first.pid)).toBe(false);
  });

  it('is waited for while it shuts down', async () => {
    const dataDir = join(shop.folder, 'stopping');
    const killed = shop.start({ dataDir });
    const first = await killed.ready();
    await killed.end('SIGKILL');
    process.kill(first.pid, 'SIGINT');
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    await second.stop();
  });
});

describe('the end', () => {
  it('leaves no process when the start is stopped half way', async () => {
    const dataDir = join(shop.folder, 'aborted');
    for (const step of ['initdb', 'server']) {
      const child = shop.start({ dataDir });
      if (step === 'initdb') await new Promise((done) => setTimeout(done, 250));
      else await child.line(({ message }) => message === 'made the data folder of the embedded PostgreSQL');
      await child.end('SIGTERM');
      expect(await findEmbeddedPostgres(dataDir)).toBeUndefined();
    }
  });

  it('takes the server along when the process exits without stopping it', async () => {
    const child = shop.start({ dataDir: join(shop.folder, 'exits') });
    const { pid } = await child.ready();
    expect(await child.end('SIGUSR2')).toBe(3);
    expect(await waitUntilGone(pid, 5_000)).toBe(true);
  });

  it('is reported when nobody asked for it, of an adopted server too', async () => {
    const dataDir = join(shop.folder, 'crashed');
    for (const adopted of [false, true]) {
      if (adopted) {
        const left = shop.start({ dataDir });
        await left.ready();
        await left.end('SIGKILL');
      }
      const postgres = await start(dataDir);
      expect(postgres.adopted).toBe(adopted);
      expect(await findEmbeddedPostgres(dataDir)).toMatchObject({ pid: postgres.pid });
      const ended = new Promise((done) => postgres.onExit(done));
      process.kill(postgres.pid, 'SIGKILL');
      expect(await ended).toBe(adopted ? 'it ended' : 'signal SIGKILL');
      await postgres.stop();
    }
  });

  it('comes at once for a start that was given up', async () => {
    const dataDir = join(shop.folder, 'given-up');
    const controller = new AbortController();
    const info = (_details: object, message: string) => {
      if (message.startsWith('made')) controller.abort();
    };
    await expect(start(dataDir, { log: { ...quiet, info }, signal: controller.signal })).rejects.toThrow(/abort/i);
    expect(await findEmbeddedPostgres(dataDir)).toBeUndefined();
    const early = AbortSignal.timeout(150);
    await expect(start(join(shop.folder, 'early'), { signal: early })).rejects.toThrow();
    expect((await readdir(join(shop.folder, 'early'))).filter((name) => name.startsWith('postgres.'))).toEqual([]);
  });
});
