import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/modules';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { narrowedScope, requireModule, shownStatus, shownVersion } from './modules.ts';
import { versionsInUse } from './versions-in-use.ts';

// Behind every release of a feed; the longest has some thousand.
const unlisted = 1_000_000;

// Only versions of the own sites stand beside the listed ones: what others run is their affair.
export async function listModuleVersions(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { module_id: string }; query: QueryOf<typeof contract.listModuleVersions>; page: PageRequest },
): Promise<Page<contract.ModuleVersion>> {
  const { id } = await requireModule(ctx, params.module_id);
  const scope = await narrowedScope(ctx, query.organization_id);
  const inUse = await versionsInUse(ctx.db, { scope }, [id]);
  const sites = new Map(inUse.map((each) => [each.versionId, each.sites]));
  const where = sql`v.module_id = ${id} and (v.feed_position is not null or v.id = any(${[...sites.keys()]}::bigint[]))`;
  const descending = query.sort === '-release_order';
  const found = await selectPage<Omit<contract.ModuleVersion, 'sites'> & { key: number }>(ctx.db, {
    select: sql`select v.id as key, ${shownVersion} as version, v.feed_position is not null as released, v.release_date,
        v.release_link, v.published, v.release_types as types, v.security, v.insecure, v.supported, v.core_compatibility, ${shownStatus} as status,
        coalesce((select json_agg(json_build_object('id', a.advisory_id, 'exposure', va.exposure)
            order by a.published_at desc nulls last, a.id desc)
          from version_advisories va join advisories a on a.id = va.advisory_id where va.version_id = v.id), '[]') as advisories,
        coalesce(v.feed_position, ${unlisted}::integer) as _position, v.id as _id
      from module_versions v where ${where}`,
    sort: [
      { column: '_position', type: 'bigint', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total from module_versions v where ${where}`,
  });
  return { ...found, rows: found.rows.map(({ key, ...row }) => ({ ...row, sites: sites.get(key) ?? 0 })) };
}
