import {
  type DeadLetter,
  type DeadLetterDetail,
  type listDeadLetters as listEndpoint,
  shownBodyBytes,
} from '@patchlight/contract/dead-letters';
import type { QueryOf } from '@patchlight/contract/endpoint';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { type PackedBody, unpackBody } from '../inventory/packed-body.ts';

const columns = sql`d.uuid as id, json_build_object('id', o.uuid, 'name', o.name) as organization,
  json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site, d.report_id, d.received_at, d.dead_at, d.tries, d.failure,
  d.body_bytes as bytes, d.request_id`;
const from = sql`from report_inbox d
  join organizations o on o.id = d.organization_id
  join sites s on s.organization_id = d.organization_id and s.id = d.site_id`;

export interface Filters {
  readonly organization_id?: string;
  readonly site_id?: string;
  readonly failure?: string;
}

/** Dead letters, under the name `d`, of which the filters speak. */
export function deadLettersLike(ctx: Pick<Ctx, 'organizationIds'>, filters: Filters): RawBuilder<boolean> {
  const { organization_id: organization, site_id: site, failure } = filters;
  const parts = [sql`d.dead_at is not null`, inScope(ctx.organizationIds, 'd.organization_id')];
  if (organization !== undefined)
    parts.push(sql`d.organization_id = (select id from organizations where uuid = ${organization})`);
  if (site !== undefined) parts.push(sql`d.site_id = (select id from sites where uuid = ${site})`);
  if (failure !== undefined) parts.push(sql`d.failure ilike ${containing(failure)}`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

export async function listDeadLetters(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof listEndpoint>; page: PageRequest },
): Promise<Page<DeadLetter>> {
  const where = deadLettersLike(ctx, query);
  const descending = query.sort !== 'dead_at';
  return selectPage(ctx.db, {
    select: sql`select ${columns}, d.dead_at as _dead_at, d.id as _id ${from} where ${where}`,
    sort: [
      { column: '_dead_at', type: 'timestamptz', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total from report_inbox d where ${where}`,
  });
}

export async function getDeadLetter(
  ctx: Ctx,
  { params }: { params: { dead_letter_id: string } },
): Promise<DeadLetterDetail> {
  const { rows } = await sql<DeadLetter & PackedBody>`
    select ${columns}, d.body, d.is_packed ${from}
    where d.uuid = ${params.dead_letter_id} and ${deadLettersLike(ctx, {})}`.execute(ctx.db);
  if (rows[0] === undefined) throw notFound();
  const { body, is_packed, ...letter } = rows[0];
  const shown = unpackBody({ body, is_packed }).subarray(0, shownBodyBytes);
  return { ...letter, body: shown.toString('utf8'), body_is_cut: shown.length < letter.bytes };
}
