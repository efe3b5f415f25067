import type { EventKind } from '@patchlight/contract/event-kinds';
import { sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { numberArray, textArray, timeArray } from '../db/arrays.ts';
import { newId } from '../ids.ts';
import { tellAtOnce } from './instants.ts';
import type { Stage } from './news.ts';
import { runningSites } from './running-sites.ts';

// Of the advisory locks of the database: only one gives notices, so that their ids are seen in order.
const noticeLock = 8_230_033;
const newsMax = 1_000;
/** While sites are being flagged an event still gathers them; not for ever, whatever holds that up. */
const gatherMs = 60_000;
/** Sites that join one by one are told together: a first follow-up at once, then one an hour. */
const followUpMs = 3_600_000;

/** A notice as it was given. */
export interface Notice {
  readonly organizationId: number;
  readonly id: number;
  readonly eventId: number;
  readonly kind: EventKind;
  readonly stage: Stage;
}

interface EventState {
  readonly organization_id: number;
  readonly id: number;
  readonly kind: EventKind;
  readonly has_sites: boolean;
  readonly ended: boolean;
  /** Notices since it began last, and when the last follow-up was given. */
  readonly notices: number;
  readonly grown_at: string | null;
  readonly running: number;
  readonly fresh: readonly number[];
}

type Step = { readonly stage: Stage } | { readonly waitUntil: Date } | { readonly isOver: true } | null;

/**
 * Gives notice of what is to tell of events: that one began, grew, or is over. In one transaction with it stands who is told at
 * once. Returns the notices.
 */
export async function giveNotices(ctx: Ctx): Promise<Notice[]> {
  return inTransaction(ctx, async (tx) => {
    const { rows: locks } = await sql<{
      held: boolean;
    }>`select pg_try_advisory_xact_lock(${noticeLock}) as held`.execute(tx.db);
    if (locks[0]?.held !== true || (await stillGathers(tx))) return [];
    const states = await takeNews(tx);
    const steps = states.map((state) => ({ state, step: stepOf(state, tx.now()) }));
    await postpone(tx, steps);
    await endSilently(tx, steps);
    const notices = await insertNotices(tx, steps);
    await tellAtOnce(tx, notices);
    return notices;
  });
}

async function stillGathers(tx: TxCtx): Promise<boolean> {
  const { rows } = await sql<{ gathers: boolean }>`
    select exists (select from changed_verdicts) and
      (select min(due_at) from event_news) > ${new Date(tx.now().getTime() - gatherMs)} as gathers`.execute(tx.db);
  return rows[0]?.gathers === true;
}

async function takeNews(tx: TxCtx): Promise<EventState[]> {
  const { rows: taken } = await sql<{ organization_id: number; event_id: number }>`
    with taken as (delete from event_news where (organization_id, id) in (
      select organization_id, id from event_news where due_at <= ${tx.now()} order by id limit ${newsMax})
      returning organization_id, event_id)
    select distinct organization_id, event_id from taken`.execute(tx.db);
  if (taken.length === 0) return [];
  const meant = sql`unnest(${numberArray(taken.map((row) => row.organization_id))}::bigint[],
    ${numberArray(taken.map((row) => row.event_id))}::bigint[]) as t(organization_id, event_id)
    join events e on e.organization_id = t.organization_id and e.id = t.event_id`;
  // A site that speaks again has nothing running: it is over with the event itself.
  const { rows } = await sql<EventState>`
    select e.organization_id, e.id, e.kind, e.ended_at is not null as ended,
      e.subject is null as has_sites, n.notices, n.grown_at,
      case when e.kind = 'site_silent' then (e.ended_at is null)::int else coalesce(r.running, 0) end as running,
      case when e.kind = 'site_silent' then array(select site_id from event_sites es where es.organization_id = e.organization_id
        and es.event_id = e.id and es.notice_id is null) else coalesce(r.fresh, '{}') end as fresh
    from ${meant}
    cross join lateral (select count(*)::int as notices, max(created_at) filter (where stage = 'grown') as grown_at from notices n
      where n.organization_id = e.organization_id and n.event_id = e.id and n.created_at >= e.opened_at) n
    left join (select organization_id, event_id, count(*)::int as running,
        coalesce(array_agg(site_id order by site_id) filter (where notice_id is null and counts), '{}') as fresh
      from (${runningSites(sql`select e.* from ${meant}`)}) r group by organization_id, event_id) r
      on r.organization_id = e.organization_id and r.event_id = e.id
    order by e.organization_id, e.id`.execute(tx.db);
  return rows;
}

/** What is to be said of an event now; null where there is nothing. */
function stepOf(state: EventState, now: Date): Step {
  if (!state.has_sites) return state.notices === 0 ? { stage: 'opened' } : null;
  if (state.fresh.length > 0) {
    // What settled before anybody was told of it is no news, as a site that speaks again.
    if (state.kind === 'site_silent' && state.ended) return null;
    if (state.ended || state.notices === 0) return { stage: 'opened' };
    const next = state.grown_at === null ? now.getTime() : Date.parse(state.grown_at) + followUpMs;
    return next <= now.getTime() ? { stage: 'grown' } : { waitUntil: new Date(next) };
  }
  if (state.running > 0) return null;
  if (state.kind === 'site_silent') return state.notices === 1 ? { stage: 'resolved' } : null;
  if (state.ended) return null;
  return state.kind === 'security_exposure' && state.notices > 0 ? { stage: 'resolved' } : { isOver: true };
}

type Steps = readonly { readonly state: EventState; readonly step: Step }[];

async function postpone(tx: TxCtx, steps: Steps): Promise<void> {
  const waiting = steps.flatMap(({ state, step }) =>
    step !== null && 'waitUntil' in step ? { ...state, due: step.waitUntil } : [],
  );
  if (waiting.length === 0) return;
  await sql`insert into event_news (organization_id, event_id, due_at)
    select * from unnest(${numberArray(waiting.map((each) => each.organization_id))}::bigint[],
      ${numberArray(waiting.map((each) => each.id))}::bigint[], ${timeArray(waiting.map((each) => each.due))}::timestamptz[])`.execute(
    tx.db,
  );
}

async function endSilently(tx: TxCtx, steps: Steps): Promise<void> {
  const over = steps.flatMap(({ state, step }) => (step !== null && 'isOver' in step ? state : []));
  if (over.length === 0) return;
  await sql`update events e set ended_at = ${tx.now()}
    from unnest(${numberArray(over.map((each) => each.organization_id))}::bigint[],
      ${numberArray(over.map((each) => each.id))}::bigint[]) as o(organization_id, id)
    where e.organization_id = o.organization_id and e.id = o.id`.execute(tx.db);
}

async function insertNotices(tx: TxCtx, steps: Steps): Promise<Notice[]> {
  const told = steps.flatMap(({ state, step }) =>
    step !== null && 'stage' in step ? { ...state, stage: step.stage } : [],
  );
  if (told.length === 0) return [];
  const { rows: notices } = await sql<Notice>`
    insert into notices (organization_id, uuid, event_id, kind, stage, created_at)
    select t.*, ${tx.now()}::timestamptz from unnest(${numberArray(told.map((each) => each.organization_id))}::bigint[],
      ${textArray(told.map(() => newId()))}::uuid[], ${numberArray(told.map((each) => each.id))}::bigint[],
      ${textArray(told.map((each) => each.kind))}::text[], ${textArray(told.map((each) => each.stage))}::text[]) as t
    returning organization_id as "organizationId", id, event_id as "eventId", kind, stage`.execute(tx.db);
  const sites = notices.flatMap((notice) =>
    (
      told.find((each) => each.organization_id === notice.organizationId && each.id === notice.eventId)?.fresh ?? []
    ).map((siteId) => ({ ...notice, siteId })),
  );
  await sql`update event_sites es set notice_id = t.notice_id
    from unnest(${numberArray(sites.map((each) => each.organizationId))}::bigint[], ${numberArray(sites.map((each) => each.eventId))}::bigint[],
      ${numberArray(sites.map((each) => each.siteId))}::bigint[], ${numberArray(sites.map((each) => each.id))}::bigint[])
      as t(organization_id, event_id, site_id, notice_id)
    where es.organization_id = t.organization_id and es.event_id = t.event_id and es.site_id = t.site_id`.execute(
    tx.db,
  );
  // One that begins anew after it was over, or is over now; a site that speaks again ended its event itself.
  await sql`update events e set
      opened_at = case when n.stage = 'opened' and e.ended_at is not null then ${tx.now()} else e.opened_at end,
      ended_at = case when n.stage = 'resolved' then coalesce(e.ended_at, ${tx.now()}) when n.stage = 'opened' then null else e.ended_at end
    from unnest(${numberArray(notices.map((each) => each.organizationId))}::bigint[], ${numberArray(notices.map((each) => each.eventId))}::bigint[],
      ${textArray(notices.map((each) => each.stage))}::text[]) as n(organization_id, id, stage)
    where e.organization_id = n.organization_id and e.id = n.id`.execute(tx.db);
  return notices;
}
