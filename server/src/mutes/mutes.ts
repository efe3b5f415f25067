import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/mutes';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope, isInScope, type Scope, type TxCtx } from '../context.ts';
import type { Db, DbTransaction } from '../db/database.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { forbidden, notFound } from '../errors.ts';
import { advisoryRef, isNamed, moduleRef } from '../modules/modules.ts';

type Query = QueryOf<typeof contract.listMutes>;
type Sort = NonNullable<Query['sort']>;

const person = (column: string) =>
  sql`(select json_build_object('id', u.uuid, 'name', u.name) from users u where u.id = ${sql.ref(column)})`;
const columns = sql`mu.uuid as id, json_build_object('id', o.uuid, 'name', o.name) as organization, ${moduleRef} as project,
  case when mu.site_id is not null then 'site' when mu.tags is not null then 'tags' else 'organization' end as scope,
  case when s.id is not null then json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) end as site,
  coalesce(mu.tags, '{}') as tags, mu.up_to_version,
  (select ${advisoryRef} from advisories a where a.id = mu.advisory_id) as advisory, mu.reason, ${person('mu.owner_id')} as owner,
  mu.ends_at, mu.until_newer_release, mu.created_at, ${person('mu.created_by')} as created_by, mu.updated_at,
  mu.ended_at, ${person('mu.ended_by')} as ended_by, mu.end_cause,
  (select count(*) from site_modules sm join sites h on h.organization_id = sm.organization_id and h.id = sm.site_id
    where sm.organization_id = mu.organization_id and sm.module_id = mu.module_id and sm.mute_id = mu.id
      and not h.is_deleted) as hides`;
// A mute on a site that was deleted is gone with it, and back with it.
const from = sql`from mutes mu join organizations o on o.id = mu.organization_id and not o.is_deleted
  join modules m on m.id = mu.module_id
  left join sites s on s.organization_id = mu.organization_id and s.id = mu.site_id`;
const isThere = sql`(mu.site_id is null or not s.is_deleted)`;

export async function listMutes(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Page<contract.Mute>> {
  const where = sql`${isThere} and ${inScope(ctx.organizationIds, 'mu.organization_id')} and ${filterOf(ctx, query)}`;
  return selectPage(ctx.db, {
    select: sql`select ${columns}, coalesce(mu.ends_at, '9999-01-01Z') as _ends, mu.id as _id ${from} where ${where}`,
    sort: sorts[query.sort ?? 'ends_at'],
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
}

const byEnd = (descending: boolean): SortKey[] => [
  { column: '_ends', type: 'timestamptz', descending },
  { column: '_id', type: 'bigint', descending },
];
const sorts: Record<Sort, SortKey[]> = {
  ends_at: byEnd(false),
  '-ends_at': byEnd(true),
  created_at: [{ column: '_id', type: 'bigint' }],
  '-created_at': [{ column: '_id', type: 'bigint', descending: true }],
};

function filterOf(ctx: Ctx, query: Query): RawBuilder<boolean> {
  const { state = 'active', ends_within_days: days } = query;
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (state !== 'all') parts.push(state === 'active' ? sql`mu.ended_at is null` : sql`mu.ended_at is not null`);
  if (query.organization_id !== undefined) parts.push(sql`o.uuid = ${query.organization_id}`);
  if (query.project !== undefined) parts.push(isNamed(query.project));
  if (query.site_id !== undefined)
    parts.push(sql`exists (select from sites w where w.organization_id = mu.organization_id and w.uuid = ${query.site_id}
      and (mu.site_id is null or mu.site_id = w.id) and (mu.tags is null or mu.tags && w.tags))`);
  if (query.tag !== undefined) parts.push(sql`${query.tag} = any(mu.tags)`);
  if (query.owner_id !== undefined)
    parts.push(sql`mu.owner_id = any(array(select id from users where uuid = ${query.owner_id}))`);
  if (days !== undefined) parts.push(sql`mu.ends_at <= ${ctx.now()}::timestamptz + ${days} * interval '1 day'`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

export async function getMute(ctx: Ctx, { params }: { params: { mute_id: string } }): Promise<contract.Mute> {
  return viewMute(ctx.db, ctx.organizationIds, params.mute_id);
}

/** As it is shown, to whoever may look at it. */
export async function viewMute(db: Db | DbTransaction, scope: Scope, uuid: string): Promise<contract.Mute> {
  const { rows } = await sql<contract.Mute>`select ${columns} ${from}
    where mu.uuid = ${uuid} and ${isThere} and ${inScope(scope, 'mu.organization_id')}`.execute(db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** True when the mute is there and within the scope. */
export async function seesMute(db: Db, scope: Scope, uuid: string): Promise<boolean> {
  return (await findMutes(db, scope, [uuid])).length > 0;
}

export interface MuteKey {
  readonly id: number;
  readonly uuid: string;
  readonly organization_id: number;
  readonly site_id: number | null;
  readonly reason: string;
  readonly owner_id: number | null;
  readonly ends_at: string | null;
  readonly until_newer_release: boolean;
  readonly ended_at: string | null;
}

async function findMutes(db: Db | DbTransaction, scope: Scope, uuids: readonly string[]): Promise<MuteKey[]> {
  const { rows } =
    await sql<MuteKey>`select mu.id, mu.uuid, mu.organization_id, mu.site_id, mu.reason, mu.owner_id, mu.ends_at,
      mu.until_newer_release, mu.ended_at ${from}
    where mu.uuid = any(${uuids}::uuid[]) and ${isThere} and ${inScope(scope, 'mu.organization_id')}
    order by mu.organization_id, mu.id`.execute(db);
  return rows;
}

/** Those of these mutes that the caller may change, locked in order. */
export async function holdMutes(tx: TxCtx, uuids: readonly string[]): Promise<MuteKey[]> {
  await sql`select from mutes where uuid = any(${uuids}::uuid[]) and ${inScope(tx.organizationIds, 'organization_id')}
    order by organization_id, id for no key update`.execute(tx.db);
  return findMutes(tx.db, tx.organizationIds, uuids);
}

/** The mute of this id, locked: a 404 where the caller may not look, a 403 where he may look but not do this. */
export async function holdMute(tx: TxCtx, uuid: string): Promise<MuteKey> {
  const [mute] = await holdMutes(tx, [uuid]);
  if (mute !== undefined) return mute;
  const [visible] = await findMutes(tx.db, tx.visibleOrganizationIds, [uuid]);
  if (visible !== undefined && !isInScope(tx.organizationIds, visible.organization_id)) throw forbidden();
  throw notFound();
}
