import { CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { sealAuditLog } from '../src/audit/seal-audit-log.ts';
import { verifyAudit } from '../src/verify-audit.ts';
import { useApp } from './app.ts';

const test = useApp();

describe('G-03: the application may add to the record and no more', () => {
  it.each([
    'update audit_logs set status = status',
    'delete from audit_logs',
    'truncate audit_logs',
    'update audit_seals set row_count = 0',
    'delete from audit_seals',
    'truncate audit_seals',
  ])('%s', async (statement) => {
    const run = test.database.db.transaction().execute((tx) => tx.executeQuery(CompiledQuery.raw(statement)));
    await expect(run).rejects.toThrow(/permission denied for table audit_/);
  });
});

it('G-03: audit verify says what it found and how it ends', async () => {
  const verify = async () => {
    const said: string[] = [];
    const code = await verifyAudit(test.ctx, { print: (line) => said.push(line), warn: () => undefined });
    return { code, said };
  };
  const unsealed = await verify();
  expect([unsealed.code, unsealed.said.length]).toEqual([0, 2]);
  expect(unsealed.said[0]).toMatch(/^\d+ rows are not sealed yet, the oldest of 2026-11-22T12:00:00Z\.$/);
  await sealAuditLog(test.ctx);
  const intact = await verify();
  expect([intact.code, intact.said.at(-1)]).toEqual([
    0,
    expect.stringMatching(/^The audit log is intact: \d+ rows in 1 seals/),
  ]);
  await test.sql("update audit_logs set actor_name = 'Somebody' where action = 'site.created' and site_id = $1", [
    test.cast.site.id,
  ]);
  const changed = await verify();
  expect([changed.code, changed.said[0]]).toEqual([
    1,
    expect.stringMatching(/^Row \d+ was changed: site\.created at 2026/),
  ]);
});
