import type * as contract from '@patchlight/contract/channels';
import type { QueryOf } from '@patchlight/contract/endpoint';
import { sql } from 'kysely';
import { type Ctx, inScope, isInScope, type Scope, type TxCtx } from '../context.ts';
import type { Db, DbTransaction } from '../db/database.ts';
import { byNameOrAge, type Page, type PageRequest, selectPage } from '../db/page.ts';
import { forbidden, notFound } from '../errors.ts';

type Channel = contract.Channel;

interface ChannelRow extends Omit<Channel, 'paused'> {
  readonly pause_reason: NonNullable<Channel['paused']>['reason'] | null;
  readonly paused_at: string | null;
}

const columns = sql`c.uuid as id, json_build_object('id', o.uuid, 'name', o.name) as organization, c.type, c.name, c.url,
  c.events, c.tags, c.min_risk, c.template, c.is_active, c.pause_reason, c.paused_at, c.failing_since, c.last_delivered_at,
  c.former_secret_until, c.created_at, c.updated_at`;
const from = sql`from channels c join organizations o on o.id = c.organization_id and not o.is_deleted`;

export async function listChannels(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listChannels>; page: PageRequest },
): Promise<Page<Channel>> {
  const where = sql`${inScope(ctx.organizationIds, 'c.organization_id')}
    and ${query.organization_id === undefined ? sql`true` : sql`o.uuid = ${query.organization_id}`}
    and ${query.type === undefined ? sql`true` : sql`c.type = ${query.type}`}`;
  const found = await selectPage<ChannelRow>(ctx.db, {
    select: sql`select ${columns}, lower(c.name) as _name, c.id as _id ${from} where ${where}`,
    sort: byNameOrAge[query.sort ?? 'name'],
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
  return { ...found, rows: found.rows.map((row) => shown(row, ctx.now())) };
}

export async function getChannel(ctx: Ctx, { params }: { params: { channel_id: string } }): Promise<Channel> {
  await requireChannel(ctx, params.channel_id);
  return viewChannel(ctx, params.channel_id);
}

/** A channel that is known to be there, as it is shown. */
export async function viewChannel({ db, now }: Pick<Ctx, 'now'> & { db: Db | DbTransaction }, uuid: string) {
  const { rows } = await sql<ChannelRow>`select ${columns} ${from} where c.uuid = ${uuid}`.execute(db);
  if (rows[0] === undefined) throw notFound();
  return shown(rows[0], now());
}

function shown({ pause_reason, paused_at, ...row }: ChannelRow, now: Date): Channel {
  const { former_secret_until: until } = row;
  return {
    ...row,
    url: row.type === 'webhook' ? row.url : shownUrl(row.url),
    paused: pause_reason === null || paused_at === null ? null : { reason: pause_reason, at: paused_at },
    former_secret_until: until !== null && new Date(until) > now ? until : null,
  };
}

const shownEnd = 4;
/** Of a path that is no longer than this its end would be most of it. */
const shortPath = 16;

/** A URL that is a secret: where it leads, and enough of its end to tell two of them apart. */
export function shownUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  const rest = `${pathname}${search}`;
  return `${origin}/…${rest.length > shortPath ? rest.slice(-shownEnd) : ''}`;
}

export interface ChannelKey {
  readonly id: number;
  readonly uuid: string;
  readonly organization_id: number;
  readonly type: Channel['type'];
}

/** The channel of this id: a 404 where the caller may not look, a 403 where he may look but not do this. */
export async function requireChannel(
  ctx: Pick<Ctx, 'visibleOrganizationIds' | 'organizationIds'> & { db: Db | DbTransaction },
  uuid: string,
) {
  const channel = await findChannel(ctx.db, ctx.visibleOrganizationIds, uuid);
  if (channel === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, channel.organization_id)) throw forbidden();
  return channel;
}

/** The same, locked against every other change of it. */
export async function holdChannel(tx: TxCtx, uuid: string): Promise<ChannelKey> {
  await sql`select from channels where uuid = ${uuid} and ${inScope(tx.organizationIds, 'organization_id')}
    for no key update`.execute(tx.db);
  return requireChannel(tx, uuid);
}

/** True when the channel is there and within the scope. */
export async function seesChannel(db: Db, scope: Scope, uuid: string): Promise<boolean> {
  return (await findChannel(db, scope, uuid)) !== undefined;
}

async function findChannel(db: Db | DbTransaction, scope: Scope, uuid: string): Promise<ChannelKey | undefined> {
  const { rows } = await sql<ChannelKey>`select c.id, c.uuid, c.organization_id, c.type ${from}
    where c.uuid = ${uuid} and ${inScope(scope, 'c.organization_id')}`.execute(db);
  return rows[0];
}
