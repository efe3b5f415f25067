import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openAsOwner, openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { newId } from '../src/ids.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { answerOf, checkAnswer, useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeOrganization, makeSite } from './factories.ts';
import { query as queryAs } from './postgres.ts';

const test = useApp();
const folder = mkdtempSync(join(tmpdir(), 'patchlight-full-'));
const isMounted = (() => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=176m,mode=0755', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

/** A small PostgreSQL on the small disk, with the application on it. */
async function start() {
  const small = { shared_buffers: '32MB', min_wal_size: '32MB', max_wal_size: '64MB', wal_buffers: '1MB' };
  const log = { info: () => undefined, warn: () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log, settings: small });
  closers.push(postgres.stop);
  const address = { socket: { ...postgres, folder: postgres.socketDir } };
  const owner = openAsOwner(address);
  closers.push(() => owner.destroy());
  await migrate(owner);
  const database = openDatabase(address, { max: 5, onError: () => undefined });
  closers.push(database.close);
  const app = test.replica({ database });
  closers.push(async () => app.http.close());
  return { app, query: <Row>(text: string) => queryAs<Row>(owner, text), ctx: { ...test.ctx, db: database.db } };
}

/** Fills the disk but for so many bytes; what is returned gives the room back. */
async function fill(left: number): Promise<() => Promise<void>> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  closers.push(() => rm(path, { force: true }));
  const size = await writeUntilFull(file);
  await file.truncate(size - left);
  await file.close();
  return () => rm(path);
}

async function writeUntilFull(file: FileHandle): Promise<number> {
  const chunk = Buffer.alloc(256 * 1024, 1);
  for (let size = 0; ; ) {
    try {
      size += (await file.write(chunk)).bytesWritten;
    } catch {
      return size;
    }
  }
}

describe.skipIf(!isMounted)(`F-10: a full disk${isMounted ? '' : ' (needs to mount a small one)'}`, () => {
  it('refuses what cannot be written, shows what is there, loses nothing, and heals with the first free space', async () => {
    const { app, query, ctx } = await start();
    const organization = await makeOrganization(ctx, 'On a small disk');
    const sites = await Promise.all(Array.from({ length: 8 }, () => makeSite(ctx, organization)));
    const answers = new Map<string, number>();
    let number = 0;
    const send = async () => {
      const site = sites[number % sites.length];
      const report_id = newId();
      number += 1;
      test.pass(1);
      const extensions = Array.from({ length: 200 }, (_, index) => ({
        name: `m_${number % 40}_${index}`,
        version: `1.${number}.0`,
      }));
      const response = await app.http.inject({
        ...{ method: 'POST', url: '/api/v1/reports' },
        headers: { ...test.as(site?.key ?? ''), 'content-type': 'application/json' },
        payload: JSON.stringify({ report_id, sequence: number, extensions }),
      });
      checkAnswer('POST', '/api/v1/reports', answerOf(response.statusCode, response.headers, response.body));
      answers.set(report_id, response.statusCode);
      return response.statusCode;
    };
    expect(await send()).toBe(202);
    await query('select pg_switch_wal()');
    await query('checkpoint');
    const free = await fill(1024 * 1024);
    while ((await send()) === 202);
    expect(await send()).toBe(503);
    const [reads] = await query<{ n: number }>('select count(*)::int as n from sites');
    expect(reads?.n).toBe(sites.length);
    await free();
    await expect.poll(send, { timeout: 30_000 }).toBe(202);

    const rows = await query<{ id: string; n: number }>(
      'select report_id as id, count(*)::int as n from site_reports group by report_id',
    );
    const kept = new Map(rows.map(({ id, n }) => [id, n]));
    expect([...new Set(answers.values())].sort()).toEqual([202, 503]);
    for (const [id, status] of answers)
      if (status === 202) expect(kept.get(id)).toBe(1);
      else expect(kept.get(id) ?? 0).toBeLessThanOrEqual(1);
    expect(await contradictions(query)).toEqual([]);
  }, 120_000);
});
