import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { isNarrowedOnlyBy } from '../db/page.ts';

/** Selects the length of a list of sites from their ledger, which knows no filter but the organization; null for others. */
export function countedAhead(ctx: Ctx, query: { organization_id?: string }): RawBuilder<{ total: number }> | null {
  if (!isNarrowedOnlyBy(query, 'organization_id')) return null;
  const { organization_id } = query;
  return sql`select coalesce(sum(c.sites), 0)::bigint as total from site_counts c
    join organizations o on o.id = c.organization_id and not o.is_deleted
    where ${inScope(ctx.organizationIds, 'c.organization_id')}
      and ${organization_id === undefined ? sql`true` : sql`o.uuid = ${organization_id}`}`;
}
