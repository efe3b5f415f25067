import type { SitesByStatus } from '@patchlight/contract/overview-parts';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { prepared } from '../db/prepared.ts';
import { statusTextOf } from '../modules/modules.ts';
import { freshnessAt, fromSites } from '../sites/site-filter.ts';
import type { Overviewed } from './overview.ts';

export const stripMax = 500;

/** A cell for each site, the worst first. `total` is how many there are: of too many nobody sees anything. */
export async function listStrip(
  ctx: Ctx,
  { organizations, tag }: Overviewed,
  total: number,
): Promise<SitesByStatus | null> {
  if (total > stripMax && tag === undefined) return null;
  const { rows } = await sql<SitesByStatus['sites'][number]>`${prepared}
    select s.uuid as id, s.name, ${statusTextOf('s')} as status, ${freshnessAt(ctx.now())} as freshness, s.tags[1] as tag
    ${fromSites} where s.organization_id in ${organizations} and not s.is_deleted
      and ${tag === undefined ? sql`true` : sql`${tag} = any(s.tags)`}
    order by s.attention desc, s.name_key, s.id limit ${stripMax}`.execute(ctx.db);
  return { sites: rows, more: Math.max(0, total - rows.length) };
}
