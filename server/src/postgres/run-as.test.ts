import { chmod, chown, mkdir, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPackage, countLinks, query, Workshop } from '../../test/postgres-processes.ts';
import { findPackage } from './binaries.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

const quiet = { info: () => {}, warn: () => {} };
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
let shop: Workshop;
let packageDir: string;

beforeAll(async () => {
  shop = await Workshop.open();
  packageDir = await copyPackage(join(shop.folder, 'package'));
});
afterAll(() => shop.close());

it.skipIf(!isRoot)('an ordinary user runs it, with links of its own when the package is read-only', async () => {
  const dataDir = join(shop.folder, 'ordinary');
  await mkdir(dataDir);
  await chown(dataDir, NOBODY, NOBODY);
  const child = shop.start({ dataDir, packageDir }, NOBODY);
  expect(await query(await child.ready(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await countLinks(join(packageDir, 'native', 'lib'))).toBe(0);
  expect(await countLinks(join(dataDir, 'postgres-links'))).toBeGreaterThan(5);
  expect(await child.end('SIGTERM')).toBe(0);
});

it('makes the links in the package, also when two processes do it at once', async () => {
  const [one, two] = [1, 2].map((number) => shop.start({ dataDir: join(shop.folder, `links${number}`), packageDir }));
  expect(await one?.ready()).toMatchObject({ isReady: true });
  expect(await two?.ready()).toMatchObject({ isReady: true });
  const links = await countLinks(join(packageDir, 'native', 'lib'));
  expect(links).toBeGreaterThan(5);
  expect((await readdir(join(packageDir, 'native', 'lib'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it.skipIf(!isRoot)('root runs it as nobody without user namespaces, and goes back to them', async () => {
  const dataDir = join(shop.folder, 'nobody');
  for (const [way, owner] of [
    ['nobody', NOBODY],
    ['user-namespace', 0],
    ['nobody', NOBODY],
  ] as const) {
    const postgres = await startEmbeddedPostgres({ dataDir, packageDir, log: quiet, rootWays: [way] });
    shop.servers.add(postgres.pid);
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(join(dataDir, 'postgres', 'PG_VERSION'))).uid).toBe(owner);
    await postgres.stop();
  }
});

it.skipIf(!isRoot)('says what to do when root finds no way', async () => {
  const closed = join(shop.folder, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o700);
  const options = { dataDir: join(closed, 'data'), packageDir: join(closed, 'no'), log: quiet };
  await expect(startEmbeddedPostgres({ ...options, rootWays: ['nobody'] })).rejects.toThrow(
    /does not run as root.*ordinary user.*DATABASE_URL/,
  );
});

it('says so when a library of the system is missing', async () => {
  const broken = await copyPackage(join(shop.folder, 'broken'));
  await truncate(join(broken, 'native', 'lib', 'libxml2.so.2'));
  const options = { dataDir: join(shop.folder, 'libraries'), packageDir: broken, log: quiet };
  await expect(startEmbeddedPostgres(options)).rejects.toThrow(/shared library that it needs.*set DATABASE_URL/);
});

it('names DATABASE_URL on a platform without binaries', () => {
  expect(() => findPackage('plan9', 'mips')).toThrow(/no embedded PostgreSQL for plan9-mips.*Set DATABASE_URL/);
});
