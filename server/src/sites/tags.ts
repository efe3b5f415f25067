import type { BodyOf, QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/tags';
import { type RawBuilder, sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inScope, inTransaction, type TxCtx } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { lockSites } from './lock-sites.ts';
import type { Retag, SiteNumber } from './retag.ts';
import { organizationFor } from './write-site.ts';

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

type Rename = { params: { name: string }; body: BodyOf<typeof contract.renameTag> };

/** Sites that carry both tags keep one of them. */
export async function renameTag(ctx: Ctx, { params, body }: Rename, tools: Retag): Promise<contract.Tag> {
  const organizationId = await organizationFor(ctx, body.organization_id);
  const [from, to] = [params.name, body.name.trim()];
  const renamed = sql`case when ${to} <> ${from} and ${to} = any(tags) then array_remove(tags, ${from})
    else array_replace(tags, ${from}, ${to}) end`;
  return inTransaction(ctx, async (tx) => {
    const changed = await tools.rename(tx, { organizationId, from, to }, () =>
      changeTags(tx, { organizationId, name: from, tags: renamed }, tools),
    );
    const { rows } = await sql<{ sites: number }>`select count(*) as sites from sites
      where organization_id = ${organizationId} and not is_deleted and ${to} = any(tags)`.execute(tx.db);
    const target = { type: 'tag', id: from };
    await audit(tx, 'tag.renamed', {
      organizationId,
      target,
      before: { name: from },
      after: { name: to, sites: changed },
    });
    return { name: to, sites: rows[0]?.sites ?? 0 };
  });
}

type Deletion = { params: { name: string }; query: QueryOf<typeof contract.deleteTag> };

export async function deleteTag(ctx: Ctx, { params: { name }, query }: Deletion, tools: Retag): Promise<void> {
  const organizationId = await organizationFor(ctx, query.organization_id);
  await inTransaction(ctx, async (tx) => {
    const tags = sql`array_remove(tags, ${name})`;
    const sites = await changeTags(tx, { organizationId, name, tags }, tools);
    await audit(tx, 'tag.deleted', { organizationId, target: { type: 'tag', id: name }, before: { name, sites } });
  });
}

interface TagChange {
  readonly organizationId: number;
  readonly name: string;
  readonly tags: RawBuilder<unknown>;
}

/** Gives the sites with a tag other tags, and says how many there were; none is a 404. */
async function changeTags(tx: TxCtx, { organizationId, name, tags }: TagChange, tools: Retag): Promise<number> {
  const isMeant = sql`s.organization_id = ${organizationId} and not s.is_deleted and ${name} = any(s.tags)`;
  await tools.hold(tx);
  await lockSites(tx, isMeant);
  const { rows } = await sql<SiteNumber>`update sites s set tags = ${tags}, updated_at = ${tx.now()} where ${isMeant}
    returning organization_id, id as site_id`.execute(tx.db);
  if (rows.length === 0) throw notFound();
  await tools.settle(tx, rows);
  return rows.length;
}
