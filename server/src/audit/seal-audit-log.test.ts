import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { openOwner } from '../../test/postgres.ts';
import { inTransaction } from '../context.ts';
import { audit, platform } from './audit.ts';
import { sealAuditLog } from './seal-audit-log.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

const test = useApp();
const write = (count = 1) =>
  inTransaction(test.ctx, async (tx) => {
    for (let index = 1; index <= count; index += 1)
      await audit(tx, `demo.made${index}`, { organizationId: platform, target: { type: 'thing', id: String(index) } });
  });
const seals = () =>
  test.sql<{ first_id: number; last_id: number; row_count: number; previous_hash: Buffer | null; hash: Buffer }>(
    'select * from audit_seals order by id',
  );
const verify = () => verifyAuditLog(test.ctx);

beforeEach(async () => {
  await test.sql('truncate audit_logs, audit_seals, audit_counts restart identity');
});

describe('sealing', () => {
  it('chains what was written since, range to range, and finds nothing to do after', async () => {
    await write(3);
    expect(await sealAuditLog(test.ctx)).toBe(3);
    expect(await sealAuditLog(test.ctx)).toBe(0);
    await write(2);
    expect((await verify()).unsealed.rows).toBe(2);
    await sealAuditLog(test.ctx);
    const [first, second] = await seals();
    expect([first?.first_id, first?.last_id, second?.first_id, second?.last_id]).toEqual([1, 3, 4, 5]);
    expect([first?.previous_hash, second?.previous_hash]).toEqual([null, first?.hash]);
    expect(await verify()).toEqual({
      findings: [],
      seals: 2,
      rows: 5,
      unsealed: { rows: 0, oldest: null },
      head: second?.hash.toString('hex'),
    });
  });

  it('leaves everything above an id that a slow transaction holds open, and never makes a writer wait', async () => {
    const slow = openOwner(inject('postgres'), test.databaseName);
    try {
      await slow.transaction().execute(async (tx) => {
        await sql`insert into audit_logs (uuid, actor_type, action, status, created_at)
          values (gen_random_uuid(), 'system', 'slow.made', 'success', now())`.execute(tx);
        await write(2);
        expect(await sealAuditLog(test.ctx, { patienceMs: 200 })).toBe(0);
        const waiting = sealAuditLog(test.ctx, { patienceMs: 300 });
        await write(1);
        expect(await waiting).toBe(0);
      });
    } finally {
      await slow.destroy();
    }
    expect(await sealAuditLog(test.ctx)).toBe(4);
    expect((await seals()).map(({ first_id, last_id, row_count }) => [first_id, last_id, row_count])).toEqual([
      [1, 4, 4],
    ]);
    expect((await verify()).findings).toEqual([]);
  });

  it('waits for a writer that has an id and no transaction number yet', async () => {
    const slow = openOwner(inject('postgres'), test.databaseName);
    try {
      // Values of the sequence are logged 32 at a time: the next one is taken without a number, before the sleep.
      await write(1);
      await slow.transaction().execute(async (tx) => {
        const taking = sql`insert into audit_logs (uuid, actor_type, action, status, created_at)
          values (gen_random_uuid(), (select 'system' from pg_sleep(1)), 'slow.made', 'success', now())`.execute(tx);
        await new Promise((done) => setTimeout(done, 200));
        await write(1);
        expect(await sealAuditLog(test.ctx, { patienceMs: 100 })).toBe(0);
        await taking;
        const { rows } = await sql<{ id: number }>`select id from audit_logs order by id`.execute(tx);
        expect(rows).toHaveLength(3);
        expect(
          (await sql<{ id: number }>`select id from audit_logs where action = 'slow.made'`.execute(tx)).rows,
        ).toEqual([rows[1]]);
      });
    } finally {
      await slow.destroy();
    }
    expect(await sealAuditLog(test.ctx)).toBe(3);
    expect((await verify()).findings).toEqual([]);
  });

  it('of several at once seals each row once, while others write', async () => {
    await write(20);
    let isWriting = true;
    const writing = Promise.all(
      [1, 2].map(async () => {
        while (isWriting) await write(2);
      }),
    );
    for (let round = 0; round < 5; round += 1) await Promise.all([1, 2, 3].map(() => sealAuditLog(test.ctx)));
    isWriting = false;
    await writing;
    await sealAuditLog(test.ctx);
    const [count] = await test.sql<{ rows: number }>('select count(*) as rows from audit_logs');
    expect(await verify()).toMatchObject({ findings: [], rows: count?.rows, unsealed: { rows: 0 } });
  });

  it('makes several seals of many rows', async () => {
    await test.sql(`insert into audit_logs (uuid, actor_type, action, status, created_at)
      select gen_random_uuid(), 'system', 'x.made', 'success', now() from generate_series(1, 2500)`);
    expect(await sealAuditLog(test.ctx)).toBe(2500);
    expect(await verify()).toMatchObject({ findings: [], seals: 3, rows: 2500 });
  });
});

describe('a check names', () => {
  beforeEach(async () => {
    for (const rows of [3, 3, 3]) {
      await write(rows);
      await sealAuditLog(test.ctx);
    }
  });
  const at = '2026-11-22T12:00:00.000000Z';
  const changed = async (...statements: string[]) => {
    for (const statement of statements) await test.sql(statement);
    return (await verify()).findings;
  };

  it.each([
    ['data = \'{"after": 1}\''],
    ["actor_name = 'Somebody'"],
    ["created_at = created_at - interval '1 second'"],
    ['organization_id = 7'],
    ["uuid = '00000000-0000-0000-0000-000000000000'"],
    ["status = 'denied'"],
    ['request_id = null'],
  ])('a row that was changed: %s', async (change) => {
    expect(await changed(`update audit_logs set ${change} where id = 5`)).toEqual([
      `Row 5 was changed: demo.made2 at ${at}.`,
    ]);
  });

  it('a row that is missing, first, last and in between', async () => {
    expect(await changed('delete from audit_logs where id in (1, 5, 9)')).toEqual([
      `Row 1 is missing: demo.made1 at ${at}.`,
      `Row 5 is missing: demo.made2 at ${at}.`,
      `Row 9 is missing: demo.made3 at ${at}.`,
    ]);
  });

  it('a row that was inserted, at an id that was free or below the first', async () => {
    await test.sql('delete from audit_logs where id = 5');
    const insert = (id: number) => `insert into audit_logs (id, uuid, actor_type, action, status, created_at)
      overriding system value values (${id}, gen_random_uuid(), 'system', 'false.made', 'success', '2026-01-01T00:00Z')`;
    expect(await changed(insert(5), insert(-3))).toEqual([
      'Row -3 was inserted: false.made at 2026-01-01T00:00:00.000000Z.',
      `Row 5 was changed: demo.made2 at ${at}.`,
    ]);
  });

  it('a row inserted at an id that a transaction gave up', async () => {
    await inTransaction(test.ctx, async (tx) => {
      await audit(tx, 'demo.never', { organizationId: platform, target: { type: 'x', id: '1' } });
      throw new Error('given up');
    }).catch(() => undefined);
    await write(1);
    await sealAuditLog(test.ctx);
    expect((await verify()).findings).toEqual([]);
    expect(
      await changed(`insert into audit_logs (id, uuid, actor_type, action, status, created_at)
        overriding system value values (10, gen_random_uuid(), 'system', 'false.made', 'success', '2026-01-01T00:00Z')`),
    ).toEqual(['Row 10 was inserted: false.made at 2026-01-01T00:00:00.000000Z.']);
  });

  it('a seal that is missing', async () => {
    expect(await changed('delete from audit_seals where id = 2')).toEqual([
      'Seal 3 begins at row 7 instead of 4: a seal before it is missing or was changed.',
      'Seal 3 does not continue seal 1: a seal before it is missing or was changed.',
    ]);
    expect(await changed('delete from audit_seals where id = 1')).toHaveLength(2);
  });

  it('a seal that was changed to fit a changed row', async () => {
    const findings = await changed(
      "update audit_logs set actor_name = 'x' where id = 5",
      "update audit_seals set rows = jsonb_set(rows, '{1,hash}', '\"00\"') where id = 2",
    );
    expect(findings).toEqual([
      'Seal 2 (rows 4 to 6) was changed: its hash is another.',
      `Row 5 was changed: demo.made2 at ${at}.`,
    ]);
    expect(await changed("update audit_seals set hash = '\\x00' where id = 1")).toContain(
      'Seal 2 does not continue seal 1: a seal before it is missing or was changed.',
    );
  });
});
