import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';

/** A row of the record as its seal remembers it; `hash` is the SHA-256 of its canonical text, in hexadecimal. */
export interface SealedRow {
  readonly id: number;
  readonly action: string;
  readonly created_at: string;
  readonly hash: string;
}

/** A seal over the rows `first_id` to `last_id`; the first one follows none and begins at 1. */
export interface Seal {
  readonly id: number;
  readonly first_id: number;
  readonly last_id: number;
  readonly row_count: number;
  readonly previous_hash: Buffer | null;
  readonly hash: Buffer;
  readonly rows: readonly SealedRow[];
}

interface CanonicalRow {
  readonly id: number;
  readonly action: string;
  readonly created_at: string;
  readonly fields: readonly (string | null)[];
}

// Text is made by PostgreSQL, whose text of a jsonb and of a number never depends on a setting; that of a time does,
// and so its format is given. A new column goes to the end, and only into rows that have it.
const canonicalColumns = sql`id, action,
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  array[id::text, organization_id::text, uuid::text, site_id::text, actor_type, actor_id::text, actor_name, action, target_type,
    target_id, data::text, status, request_id] as fields`;

/** Selects the rows of the record that a condition lets through, in order of id, as `sealedRow` takes them. */
export function selectCanonical(where: RawBuilder<unknown>, limit: number): RawBuilder<CanonicalRow> {
  return sql<CanonicalRow>`select ${canonicalColumns} from audit_logs where ${where} order by id limit ${limit}`;
}

export function sealedRow({ id, action, created_at, fields }: CanonicalRow): SealedRow {
  const hash = createHash('sha256')
    .update(JSON.stringify([...fields, created_at]))
    .digest('hex');
  return { id, action, created_at, hash };
}

/** SHA-256 over the hash of the seal before it, the range it speaks of, and what it remembers of each row. */
export function hashOfSeal(seal: Pick<Seal, 'first_id' | 'last_id' | 'previous_hash' | 'rows'>): Buffer {
  const hash = createHash('sha256').update(seal.previous_hash ?? Buffer.alloc(0));
  hash.update(`${JSON.stringify([seal.first_id, seal.last_id, seal.rows.length])}\n`);
  for (const row of seal.rows) hash.update(`${JSON.stringify([row.id, row.action, row.created_at, row.hash])}\n`);
  return hash.digest();
}
