import type * as contract from '@patchlight/contract/audit-logs';
import type { QueryOf } from '@patchlight/contract/endpoint';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { isNarrowedOnlyBy, type Page, type PageRequest, selectPage } from '../db/page.ts';

// Looked up for the rows of the page only, and left as they are when deleted: the record outlives what it speaks of.
const columns = sql`a.uuid as id, a.created_at, a.action, a.status,
  json_build_object('type', a.actor_type, 'id', a.actor_id, 'name', a.actor_name) as actor,
  (select json_build_object('id', o.uuid, 'name', o.name) from organizations o where o.id = a.organization_id) as organization,
  (select json_build_object('id', s.uuid, 'name', s.name) from sites s
    where s.organization_id = a.organization_id and s.id = a.site_id) as site,
  json_build_object('type', a.target_type, 'id', a.target_id) as target,
  a.data->'before' as before, a.data->'after' as after, a.request_id, a.id as _id`;

type Query = QueryOf<typeof contract.listAuditLogs>;

/** The record, newest first. Its order is that of writing, which the key keeps; times may differ from it by a moment. */
export async function listAuditLogs(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Page<contract.AuditLog>> {
  const where = sql`${inScope(ctx.organizationIds, 'a.organization_id')} and ${filterOf(query)}`;
  return selectPage(ctx.db, {
    select: sql`select ${columns} from audit_logs a where ${where}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'created_at' }],
    page,
    total: isNarrowedOnlyBy(query, 'organization_id')
      ? sql`select ((select coalesce(sum(a.sealed), 0) from audit_counts a where ${where})
          + (select count(*) from audit_logs a where ${where} and a.id > ${lastSealed}))::bigint as total`
      : sql`select count(*) as total from audit_logs a where ${where}`,
  });
}

// What is sealed is counted ahead, by organization.
const lastSealed = sql`coalesce((select last_id from audit_seals order by id desc limit 1), 0)`;

function filterOf(query: Query): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (query.from !== undefined) parts.push(sql`a.created_at >= ${query.from}`);
  if (query.to !== undefined) parts.push(sql`a.created_at < ${query.to}`);
  if (query.status !== undefined) parts.push(sql`a.status = ${query.status}`);
  if (query.action !== undefined) parts.push(sql`a.action = ${query.action}`);
  if (query.actor_id !== undefined) parts.push(sql`a.actor_id = ${query.actor_id}`);
  if (query.organization_id !== undefined)
    parts.push(sql`a.organization_id = (select id from organizations where uuid = ${query.organization_id})`);
  if (query.site_id !== undefined) parts.push(sql`a.site_id = (select id from sites where uuid = ${query.site_id})`);
  if (query.request_id !== undefined) parts.push(sql`a.request_id = ${query.request_id}`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}
