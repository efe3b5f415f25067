import { randomUUID } from 'node:crypto';
import type { FeedKind } from '@patchlight/contract/feeds';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Source } from './sources.ts';

/** The right to send one request to a host, and what to ask it for. */
export interface Turn {
  readonly host: string;
  readonly lease: string;
  readonly source: Source;
}

// Longer than a fetch may take. A server that dies meanwhile holds up the others no longer than this.
const leaseSeconds = 30;
// And what it was about to fetch, no longer than this.
const retakenAfterSeconds = 300;

interface Wanted {
  readonly host: string;
  readonly kinds: readonly FeedKind[];
  /** Until the next request to this host, by whomever. */
  readonly spacingMs: number;
}

/** Takes the host's next turn, if something is due, nobody has the turn and the host was left in peace for long enough. */
export async function takeTurn(ctx: Ctx, { host, kinds, spacingMs }: Wanted): Promise<Turn | null> {
  const lease = randomUUID();
  const isDue = sql<boolean>`kind = any(${kinds}::text[]) and not is_paused and next_fetch_at <= ${ctx.now()}`;
  const taken =
    await sql`update feed_hosts set lease = ${lease}, leased_until = clock_timestamp() + ${leaseSeconds} * interval '1 second',
      next_request_at = clock_timestamp() + ${spacingMs} * interval '1 millisecond'
    where host = ${host} and greatest(leased_until, next_request_at, paused_until) <= clock_timestamp()
      and exists (select from feed_sources where ${isDue})`.execute(ctx.db);
  if (taken.numAffectedRows !== 1n) return null;
  const { rows } = await sql<SourceRow>`
    update feed_sources s set next_fetch_at = ${ctx.now()}::timestamptz + ${retakenAfterSeconds} * interval '1 second'
    from (select key from feed_sources where ${isDue}
      order by (kind = 'release_history'), attempted_at is not null, next_fetch_at limit 1 for update skip locked) due
    where s.key = due.key
    returning s.key, s.kind, s.module_id, (select module_name from modules m where m.id = s.module_id) as name, s.hash,
      s.etag, s.last_modified, s.failures, s.next_page, s.attempted_at is null as is_new,
      (s.module_id is null or s.hash = (select hash from release_feeds f where f.module_id = s.module_id)) as is_stored`.execute(
    ctx.db,
  );
  if (rows[0] !== undefined) return { host, lease, source: sourceOf(rows[0]) };
  await endTurn(ctx, { host, lease });
  return null;
}

interface SourceRow {
  key: string;
  kind: FeedKind;
  module_id: number | null;
  name: string | null;
  hash: Buffer | null;
  etag: string | null;
  last_modified: string | null;
  failures: number;
  next_page: number;
  is_new: boolean;
  is_stored: boolean | null;
}

function sourceOf(row: SourceRow): Source {
  // Where something else was imported or uploaded since, "unchanged" would be about what is no longer there. And of a list
  // in pages each answer is about another one.
  const isAsFetched = row.is_stored === true && row.kind !== 'advisories_sa';
  return {
    key: row.key,
    kind: row.kind,
    project: row.module_id === null || row.name === null ? null : { id: row.module_id, name: row.name },
    etag: isAsFetched ? row.etag : null,
    lastModified: isAsFetched ? row.last_modified : null,
    hash: row.hash,
    failures: row.failures,
    page: row.next_page,
    isNew: row.is_new,
  };
}

type Held = Pick<Turn, 'host' | 'lease'>;

/** Lets the next one ask the host. */
export async function endTurn(ctx: Ctx, { host, lease }: Held): Promise<void> {
  await sql`update feed_hosts set lease = null, leased_until = 'epoch', refusals = 0
    where host = ${host} and lease = ${lease}`.execute(ctx.db);
}

/** The same, after a pause that grows with each refusal in a row. */
export async function endTurnRefused(
  ctx: Ctx,
  { host, lease }: Held,
  pauseMs: (refusals: number) => number,
): Promise<void> {
  const { rows } = await sql<{ refusals: number }>`update feed_hosts set refusals = refusals + 1
    where host = ${host} and lease = ${lease} returning refusals`.execute(ctx.db);
  if (rows[0] === undefined) return;
  await sql`update feed_hosts set lease = null, leased_until = 'epoch',
      paused_until = clock_timestamp() + ${pauseMs(rows[0].refusals)} * interval '1 millisecond'
    where host = ${host} and lease = ${lease}`.execute(ctx.db);
}

/** The source of a turn that came to nothing because the server stops is due again. */
export async function giveBack(ctx: Ctx, { key }: Source): Promise<void> {
  await ctx.db.updateTable('feed_sources').set({ next_fetch_at: ctx.now() }).where('key', '=', key).execute();
}

export async function addHost(ctx: Ctx, host: string): Promise<void> {
  await ctx.db
    .insertInto('feed_hosts')
    .values({ host })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
