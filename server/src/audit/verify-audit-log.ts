import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { hashOfSeal, type Seal, type SealedRow, sealedRow, selectCanonical } from './sealed-row.ts';

export interface Verification {
  /** Sentences that name what is wrong; empty where the record is intact. */
  readonly findings: readonly string[];
  readonly seals: number;
  readonly rows: number;
  readonly unsealed: { readonly rows: number; readonly oldest: string | null };
  /** Hash of the last seal: written down elsewhere it shows a chain that was made anew as a whole. */
  readonly head: string | null;
}

interface Progress {
  /** Told after each seal how many rows are checked. */
  readonly checked?: (rows: number) => void;
}

/** Seals, their rows, and what stands in the record at those ids: in memory, one seal at a time. */
export async function verifyAuditLog(ctx: Ctx, { checked }: Progress = {}): Promise<Verification> {
  const findings: string[] = [];
  let previous: Seal | null = null;
  let [seals, rows] = [0, 0];
  for (;;) {
    const seal = await nextSeal(ctx, previous?.id ?? null);
    if (seal === undefined) break;
    findings.push(...(await checkSeal(ctx, seal, previous)));
    seals += 1;
    rows += seal.row_count;
    checked?.(rows);
    previous = seal;
  }
  return {
    findings,
    seals,
    rows,
    unsealed: await unsealedAfter(ctx, previous?.last_id ?? 0),
    head: previous?.hash.toString('hex') ?? null,
  };
}

// By number, not by range: a seal with a changed range is found out where it stands.
async function nextSeal(ctx: Ctx, after: number | null): Promise<Seal | undefined> {
  const { rows } = await sql<Seal>`
    select id, first_id, last_id, row_count, previous_hash, hash, rows from audit_seals
    where ${after === null ? sql`true` : sql`id > ${after}`} order by id limit 1`.execute(ctx.db);
  return rows[0];
}

async function checkSeal(ctx: Ctx, seal: Seal, previous: Seal | null): Promise<string[]> {
  const begin = previous === null ? 1 : previous.last_id + 1;
  // Before the very first row there is nothing; rows of a missing seal are its matter, not that of the next one.
  const present = await rowsWithin(ctx, seal.first_id === 1 ? null : seal.first_id, seal.last_id);
  return [...brokenLinks(seal, previous, begin), ...differences(seal, present)];
}

function brokenLinks(seal: Seal, previous: Seal | null, begin: number): string[] {
  const found: string[] = [];
  if (seal.first_id !== begin)
    found.push(
      `Seal ${seal.id} begins at row ${seal.first_id} instead of ${begin}: a seal before it is missing or was changed.`,
    );
  if (!sameBytes(seal.previous_hash, previous?.hash ?? null))
    found.push(
      `Seal ${seal.id} does not continue ${previous === null ? 'from the beginning' : `seal ${previous.id}`}: a seal before it is missing or was changed.`,
    );
  if (!hashOfSeal(seal).equals(seal.hash) || seal.row_count !== seal.rows.length)
    found.push(`Seal ${seal.id} (rows ${seal.first_id} to ${seal.last_id}) was changed: its hash is another.`);
  return found;
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}

function differences(seal: Seal, present: readonly SealedRow[]): string[] {
  const now = new Map(present.map((row) => [row.id, row]));
  const then = new Map(seal.rows.map((row) => [row.id, row]));
  const found: [number, string][] = [];
  for (const row of seal.rows) {
    const current = now.get(row.id);
    if (current === undefined) found.push([row.id, `Row ${row.id} is missing: ${describe(row)}.`]);
    else if (current.hash !== row.hash) found.push([row.id, `Row ${row.id} was changed: ${describe(row)}.`]);
  }
  for (const row of present)
    if (!then.has(row.id)) found.push([row.id, `Row ${row.id} was inserted: ${describe(row)}.`]);
  return found.sort(([one], [other]) => one - other).map(([, sentence]) => sentence);
}

const describe = ({ action, created_at }: SealedRow) => `${action} at ${created_at}`;

const rowsPerRead = 5000;

/** Rows up to an id, from the very lowest where `from` is null; read in parts, because rows may have been put in. */
async function rowsWithin(ctx: Ctx, from: number | null, to: number): Promise<SealedRow[]> {
  const rows: SealedRow[] = [];
  for (let after = from === null ? null : from - 1; ; ) {
    const past = after === null ? sql`true` : sql`id > ${after}`;
    const part = await selectCanonical(sql`${past} and id <= ${to}`, rowsPerRead).execute(ctx.db);
    rows.push(...part.rows.map(sealedRow));
    const last = part.rows.at(-1);
    if (last === undefined || part.rows.length < rowsPerRead) return rows;
    after = last.id;
  }
}

async function unsealedAfter(ctx: Ctx, lastId: number): Promise<Verification['unsealed']> {
  const { rows } = await sql<{ rows: number; oldest: string | null }>`
    select count(*) as rows, (select created_at from audit_logs where id > ${lastId} order by id limit 1) as oldest
    from audit_logs where id > ${lastId}`.execute(ctx.db);
  return rows[0] ?? { rows: 0, oldest: null };
}
