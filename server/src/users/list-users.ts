import type { QueryOf } from '@patchlight/contract/endpoint';
import { roleHas } from '@patchlight/contract/roles';
import type * as contract from '@patchlight/contract/users';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope, type Scope } from '../context.ts';
import { containing } from '../db/like.ts';
import { byNameOrAge, type Page, type PageRequest, selectPage } from '../db/page.ts';

const isMember = (scope: Scope) => sql`(${inScope(scope, 'u.organization_id')}
  or exists (select from memberships sm where sm.user_id = u.id and ${inScope(scope, 'sm.organization_id')}))`;

/** Members see names and roles of each other; addresses and the rest are for administrators, and for oneself. */
export async function listUsers(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listUsers>; page: PageRequest },
): Promise<Page<contract.Member>> {
  const self = ctx.actor.type === 'user' ? ctx.actor.id : 0;
  const seesAll = sql`(u.id = ${self} or ${isMember(administered(ctx))})`;
  const where = sql`not u.is_deleted and ${isMember(ctx.organizationIds)} and ${filters(query, seesAll)}`;
  return selectPage(ctx.db, {
    select: sql`select u.uuid as id, u.name, u.role,
        case when o.id is not null then json_build_object('id', o.uuid, 'name', o.name) end as organization,
        coalesce((
          select json_agg(json_build_object('organization', json_build_object('id', mo.uuid, 'name', mo.name), 'role', m.role) order by mo.name)
          from memberships m join organizations mo on mo.id = m.organization_id and not mo.is_deleted
          where m.user_id = u.id), '[]') as memberships,
        case when ${seesAll} then u.email end as email, case when ${seesAll} then u.is_active end as is_active,
        case when ${seesAll} then u.last_login end as last_login, case when ${seesAll} then u.created_at end as created_at,
        case when ${seesAll} then u.updated_at end as updated_at, lower(u.name) as _name, u.id as _id
      from users u left join organizations o on o.id = u.organization_id and not o.is_deleted where ${where}`,
    sort: byNameOrAge[query.sort ?? 'name'],
    page,
    total: sql`select count(*) as total from users u where ${where}`,
  });
}

// What is not shown is not searched either: a filter would tell it.
function filters(query: QueryOf<typeof contract.listUsers>, seesAll: RawBuilder<unknown>): RawBuilder<unknown> {
  const { organization_id: organization, role, q, is_active: active } = query;
  const text = q === undefined ? '' : containing(q);
  const conditions = [
    organization !== undefined &&
      sql`exists (select from organizations fo where fo.uuid = ${organization} and not fo.is_deleted
        and (fo.id = u.organization_id or exists (select from memberships fm where fm.user_id = u.id and fm.organization_id = fo.id)))`,
    role !== undefined &&
      sql`(u.role = ${role} or exists (select from memberships rm where rm.user_id = u.id and rm.role = ${role}))`,
    q !== undefined && sql`(u.name ilike ${text} or (${seesAll} and u.email ilike ${text}))`,
    active !== undefined && sql`(${seesAll} and u.is_active = ${active === 'true'})`,
  ];
  return sql.join([sql`true`, ...conditions.filter((each) => each !== false)], sql` and `);
}

function administered({ actor }: Ctx): Scope {
  if (actor.type !== 'user') return [];
  if (actor.isSuperuser) return 'all';
  const held = actor.memberships.filter(({ role }) => roleHas(role, 'members:write'));
  return held.map(({ organizationId }) => organizationId);
}
