import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workshop } from '../../test/postgres-processes.ts';
import { acquireDataFolder, DataFolderBusy, keepSecret } from './data-folder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchlight-lock-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('refuses a second holder and says who the first one is and what to do', async () => {
  const dataDir = join(folder, 'held');
  const lock = await acquireDataFolder(dataDir);
  const refusal = await acquireDataFolder(dataDir).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DataFolderBusy);
  expect(String(refusal)).toMatch(
    new RegExp(
      `${dataDir} is in use by process ${process.pid} on .+ since 20.+Stop that process first, or set DATA_DIR`,
    ),
  );
  await lock.release();
  await (await acquireDataFolder(dataDir)).release();
});

it('lets exactly one of many through, over what a dead holder left', async () => {
  const dataDir = join(folder, 'raced');
  for (let round = 0; round < 20; round++) {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquireDataFolder(dataDir)));
    const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(locks).toHaveLength(1);
    await locks[0]?.release();
  }
  expect((await readdir(join(dataDir, 'lock'))).filter((name) => name.endsWith('.socket'))).toHaveLength(1);
});

it('is free again after kill -9 of the holder', async () => {
  const shop = await Workshop.open();
  try {
    const dataDir = join(shop.folder, 'data');
    const holder = shop.start({ dataDir });
    await holder.ready();
    const second = shop.start({ dataDir });
    expect(await second.error()).toContain(`is in use by process ${holder.child.pid}`);
    expect(await second.closed).toBe(1);
    await holder.end('SIGKILL');
    await (await acquireDataFolder(dataDir)).release();
  } finally {
    await shop.close();
  }
});

it('works where the path is longer than a socket allows', async () => {
  const dataDir = join(folder, 'long-'.repeat(30));
  const lock = await acquireDataFolder(dataDir);
  await expect(acquireDataFolder(dataDir)).rejects.toThrow(DataFolderBusy);
  await lock.release();
});

it('says so when the folder cannot be made', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(acquireDataFolder(join(folder, 'file', 'data'))).rejects.toThrow(/cannot be used: a part of the path/);
});

it('keeps a secret in a file that only its owner reads', async () => {
  const lock = await acquireDataFolder(join(folder, 'secrets'));
  expect(await keepSecret(lock, 'secret-key', () => 'one')).toBe('one');
  expect(await keepSecret(lock, 'secret-key', () => 'two')).toBe('one');
  expect((await stat(join(lock.dataDir, 'secret-key'))).mode & 0o777).toBe(0o600);
  await lock.release();
});

it.skipIf(process.getuid?.() === 0)('says so when it may not write there', async () => {
  const dataDir = join(folder, 'closed');
  await mkdir(dataDir);
  await chmod(dataDir, 0o500);
  await expect(acquireDataFolder(dataDir)).rejects.toThrow(/this user may not write there/);
});
