import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/inventory';
import { compareVersions, installTypeOf, parseVersion } from '@patchlight/drupal/version';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { isNamed, moduleRef, versionTextOf } from '../modules/modules.ts';
import { requireSite } from '../sites/sites.ts';

type VersionChange = contract.VersionChange;
type ChangeRow = Omit<VersionChange, 'change'> & { had: boolean; has: boolean };

export async function listSiteHistory(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { site_id: string }; query: QueryOf<typeof contract.listSiteHistory>; page: PageRequest },
): Promise<Page<VersionChange>> {
  const site = await requireSite(ctx, params.site_id);
  const parts: RawBuilder<unknown>[] = [
    sql`h.organization_id = ${site.organizationId} and h.site_id = ${site.id} and not h.handover`,
  ];
  if (query.from !== undefined) parts.push(sql`h.until_at >= ${query.from}`);
  if (query.to !== undefined) parts.push(sql`h.until_at < ${query.to}`);
  if (query.module !== undefined)
    parts.push(sql`h.module_id in (select m.id from modules m where ${isNamed(query.module)})`);
  const where = sql.join(parts, sql` and `);
  const descending = query.sort !== 'changed_at';
  const found = await selectPage<ChangeRow>(ctx.db, {
    select: sql`select ${moduleRef} as module, m.organization_id is not null as custom,
        ${versionTextOf('v')} as from_version, ${versionTextOf('n')} as to_version, h.until_at as changed_at,
        case when h.version_id is not null then h.from_at end as ran_since, h.report_id,
        h.version_id is not null as had, h.next_version_id is not null as has, h.until_at as _until, h.id as _id
      from site_module_history h
      join modules m on m.id = h.module_id
      left join module_versions v on v.id = h.version_id
      left join module_versions n on n.id = h.next_version_id
      where ${where}`,
    sort: [
      { column: '_until', type: 'timestamptz', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total from site_module_history h where ${where}`,
  });
  return { ...found, rows: found.rows.map(viewOf) };
}

function viewOf({ had, has, ...row }: ChangeRow): VersionChange {
  const change = !had ? 'installed' : has ? directionOf(row.from_version, row.to_version) : 'removed';
  return { ...row, change };
}

/** Two releases have an order. A development build may be older or newer than a release of its branch. */
export function directionOf(from: string | null, to: string | null): 'updated' | 'downgraded' | 'changed' {
  if (from === null || to === null || !isRelease(from) || !isRelease(to)) return 'changed';
  const order = compareVersions(to, from);
  return order === 0 ? 'changed' : order > 0 ? 'updated' : 'downgraded';
}

function isRelease(version: string): boolean {
  return parseVersion(version) !== null && installTypeOf(version) === 'official';
}
