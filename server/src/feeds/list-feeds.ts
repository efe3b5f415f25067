import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/feeds';
import { type RawBuilder, sql } from 'kysely';
import type { FeedAddresses } from '../config.ts';
import type { Ctx } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { staleHours } from './due.ts';
import { hostOf } from './sources.ts';

type Sort = NonNullable<QueryOf<typeof contract.listFeeds>['sort']>;

const ordered = (column: string, type: SortKey['type'], descending = false): SortKey[] => [
  { column, type, descending },
  ...(column === '_key' ? [] : [{ column: '_key', type: 'text', descending } as const]),
];
const sorts: Record<Sort, SortKey[]> = {
  key: ordered('_key', 'text'),
  '-key': ordered('_key', 'text', true),
  as_of: ordered('_as_of', 'timestamptz'),
  '-as_of': ordered('_as_of', 'timestamptz', true),
  next_fetch_at: ordered('_next', 'timestamptz'),
  '-next_fetch_at': ordered('_next', 'timestamptz', true),
};

/** All sources as they are shown, in the columns of the contract. */
function feedsAsShown(ctx: Ctx, addresses: FeedAddresses | undefined): RawBuilder<contract.Feed> {
  const kinds = Object.entries(addresses ?? {});
  return sql<contract.Feed>`
    select s.key, s.kind, h.host, m.module_name as project, good.as_of,
      case when good.as_of is not null then greatest(extract(epoch from ${ctx.now()}::timestamptz - good.as_of), 0)::bigint end
        as age_seconds,
      coalesce(good.as_of < ${ctx.now()}::timestamptz - interval '1 hour' * t.stale_hours, true) as stale,
      s.outcome, s.status, s.detail, s.attempted_at,
      case when not s.is_paused then greatest(s.next_fetch_at, q.paused_until) end as next_fetch_at,
      s.failures, s.is_paused as paused
    from feed_sources s
    join unnest(${Object.keys(staleHours)}::text[], ${Object.values(staleHours)}::int[]) as t(kind, stale_hours) on t.kind = s.kind
    left join unnest(${kinds.map(([kind]) => kind)}::text[], ${kinds.map(([, address]) => hostOf(address))}::text[])
      as h(kind, host) on h.kind = s.kind
    left join feed_hosts q on q.host = h.host and s.next_fetch_at is not null
    left join modules m on m.id = s.module_id
    left join release_feeds f on f.module_id = s.module_id
    cross join lateral (select case when s.module_id is null then s.succeeded_at else f.fetched_at end as as_of) good`;
}

export async function listFeeds(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listFeeds>; page: PageRequest },
  addresses: FeedAddresses | undefined,
): Promise<Page<contract.Feed>> {
  const from = sql`from (${feedsAsShown(ctx, addresses)}) feed where ${filterOf(query)}`;
  return selectPage<contract.Feed>(ctx.db, {
    // What was never fetched counts as oldest, what is not going to be as last.
    select: sql`select feed.*, key as _key, coalesce(as_of, 'epoch') as _as_of,
      coalesce(next_fetch_at, '9000-01-01') as _next ${from}`,
    sort: sorts[query.sort ?? 'key'],
    page,
    total: sql`select count(*) as total ${from}`,
  });
}

function filterOf({ kind, outcome, stale, q }: QueryOf<typeof contract.listFeeds>): RawBuilder<boolean> {
  const parts = [sql`true`];
  if (kind !== undefined) parts.push(sql`kind = ${kind}`);
  if (outcome !== undefined) parts.push(sql`outcome = ${outcome}`);
  if (stale !== undefined) parts.push(sql`stale = ${stale === 'true'}`);
  if (q !== undefined) parts.push(sql`key ilike ${containing(q)}`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

export async function getFeed(ctx: Ctx, key: string, addresses: FeedAddresses | undefined): Promise<contract.Feed> {
  const { rows } =
    await sql<contract.Feed>`select * from (${feedsAsShown(ctx, addresses)}) feed where key = ${key}`.execute(ctx.db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

export async function listFeedFetches(
  ctx: Ctx,
  {
    params,
    query,
    page,
  }: { params: { feed_key: string }; query: QueryOf<typeof contract.listFeedFetches>; page: PageRequest },
): Promise<Page<contract.FeedFetch>> {
  const key = params.feed_key;
  const known = await ctx.db.selectFrom('feed_sources').select('key').where('key', '=', key).executeTakeFirst();
  if (known === undefined) throw notFound();
  return selectPage<contract.FeedFetch>(ctx.db, {
    select: sql`select fetched_at, duration_ms, outcome, status, content_type, bytes, encode(hash, 'hex') as sha256, detail,
      id as _id from feed_fetches where source_key = ${key}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'fetched_at' }],
    page,
    total: sql`select count(*) as total from feed_fetches where source_key = ${key}`,
  });
}
