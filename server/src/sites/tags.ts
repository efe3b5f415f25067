import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/tags';
import { sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';

/** Tags in use: a tag is nothing of its own, only what sites carry. By name, unless asked for otherwise. */
export async function listTags(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listTags>; page: PageRequest },
): Promise<Page<contract.Tag>> {
  const used = sql`from sites s join organizations o on o.id = s.organization_id and not o.is_deleted
    cross join unnest(s.tags) as t(name)
    where not s.is_deleted and ${inScope(ctx.organizationIds, 's.organization_id')}
      and ${query.organization_id === undefined ? sql`true` : sql`o.uuid = ${query.organization_id}`}
      and ${query.q === undefined ? sql`true` : sql`t.name ilike ${containing(query.q)}`}`;
  const sort = query.sort ?? 'name';
  const descending = sort.startsWith('-');
  const byName = { column: 'name', type: 'text' } as const;
  return selectPage(ctx.db, {
    select: sql`select t.name, count(*) as sites ${used} group by t.name`,
    sort: sort.endsWith('sites')
      ? [{ column: 'sites', type: 'bigint', descending }, byName]
      : [{ ...byName, descending }],
    page,
    total: sql`select count(distinct t.name) as total ${used}`,
  });
}
