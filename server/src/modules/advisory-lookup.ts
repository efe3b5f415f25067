import type * as contract from '@patchlight/contract/advisories';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { notFound } from '../errors.ts';

export type AdvisoryRow = Omit<contract.Advisory, 'level' | 'projects' | 'sites'> & { key: number };

/** Of an advisory `a`. */
export const advisoryColumns = sql`a.id as key, a.advisory_id as id, a.title, a.link, a.aliases, a.risk, a.published_at,
  a.modified_at, a.withdrawn_at`;

/** By drupal.org's id, the database's, or an alias such as a CVE where no other advisory shares it. */
export async function requireAdvisory(ctx: Ctx, reference: string): Promise<AdvisoryRow> {
  const id = reference.trim().toLowerCase();
  const { rows } = await sql<AdvisoryRow & { osvId: string | null }>`select ${advisoryColumns}, a.osv_id as "osvId"
    from advisories a where lower(a.advisory_id) = ${id} or lower(a.osv_id) = ${id}
      or exists (select from unnest(a.aliases) as alias where lower(alias) = ${id}) order by a.id`.execute(ctx.db);
  const named = rows.find((row) => row.id.toLowerCase() === id || row.osvId?.toLowerCase() === id);
  const found = named ?? (rows.length === 1 ? rows[0] : undefined);
  if (found === undefined) throw notFound();
  const { osvId: _osvId, ...row } = found;
  return row;
}
