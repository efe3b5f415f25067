import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/memberships';
import { sql } from 'kysely';
import { type Ctx, inScope, type Scope } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';

type Membership = contract.Membership;

const columns = sql`m.uuid as id, json_build_object('id', u.uuid, 'name', u.name, 'email', u.email) as user,
  json_build_object('id', o.uuid, 'name', o.name) as organization, m.role, m.created_at,
  u.organization_id is not distinct from m.organization_id as is_home`;
const from = sql`from memberships m join users u on u.id = m.user_id and not u.is_deleted
  join organizations o on o.id = m.organization_id and not o.is_deleted`;

export async function listMemberships(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listMemberships>; page: PageRequest },
): Promise<Page<Membership>> {
  const where = sql`${inScope(ctx.organizationIds, 'm.organization_id')}
    and ${query.organization_id === undefined ? sql`true` : sql`o.uuid = ${query.organization_id}`}
    and ${query.user_id === undefined ? sql`true` : sql`u.uuid = ${query.user_id}`}`;
  const descending = query.sort === '-created_at';
  return selectPage(ctx.db, {
    select: sql`select ${columns}, m.created_at as _at, m.uuid as _uuid ${from} where ${where}`,
    sort: [
      { column: '_at', type: 'timestamptz', descending },
      { column: '_uuid', type: 'uuid', descending },
    ],
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
}

export async function viewMembership(ctx: Pick<Ctx, 'db'>, uuid: string): Promise<Membership> {
  const { rows } = await sql<Membership>`select ${columns} ${from} where m.uuid = ${uuid}`.execute(ctx.db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

interface MembershipRow {
  readonly user_id: number;
  readonly user_uuid: string;
  readonly organization_id: number;
  readonly role: string;
  readonly is_home: boolean;
}

export async function findMembership(db: Ctx['db'], scope: Scope, uuid: string): Promise<MembershipRow | undefined> {
  const { rows } = await sql<MembershipRow>`select m.user_id, u.uuid as user_uuid, m.organization_id, m.role,
    u.organization_id is not distinct from m.organization_id as is_home
    ${from} where m.uuid = ${uuid} and ${inScope(scope, 'm.organization_id')}`.execute(db);
  return rows[0];
}

/** True when the membership is there and within the scope. */
export async function seesMembership(db: Ctx['db'], scope: Scope, uuid: string): Promise<boolean> {
  return (await findMembership(db, scope, uuid)) !== undefined;
}
