import { setTimeout as sleep } from 'node:timers/promises';
import { reportLimits } from '@patchlight/contract/site-report';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { failureOf } from '../db/failures.ts';
import { OperationError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Pointers } from '../redis/pointers.ts';
import type { Telemetry } from '../telemetry.ts';
import { createHold } from './hold.ts';
import type { Inbox } from './inbox.ts';
import type { Intake } from './intake.ts';
import { type PackedBody, unpackBody } from './packed-body.ts';
import { parseReport } from './parse-report.ts';
import { recordRejection } from './reject-report.ts';

interface DrainParts {
  readonly ctx: Ctx;
  readonly inbox: Pick<Inbox, 'onAdded' | 'isPressed'>;
  /** Where processes tell each other what they have put into the inbox; without them each looks for itself. */
  readonly pointers?: Pointers | undefined;
  readonly intake: Pick<Intake, 'record'>;
  readonly telemetry: Telemetry;
  readonly parseJson: (body: Buffer, depth: number) => unknown;
  /** How often it is looked for reports that nobody called for. */
  readonly pollMs?: number;
}

interface Draining extends DrainParts {
  /** How many reports may be claimed now. */
  readonly mayClaim: () => Promise<number>;
}

const claimMax = 100;
/** Of a process that died: so long its reports wait. One that is only slow finds them applied already. */
const claimSeconds = 30;
const pollEveryMs = 1_000;
/** For reports that no pointer reaches: it was lost, or Redis is away. */
const reconcileEveryMs = 3_000;
/** At the fastest that reports are taken in, the inbox is full by then and takes no more. */
const giveWayMs = 5_000;
const giveWayStepMs = 50;
const triesMax = 5;
/** Whoever was tried so often may be what ended the process: it goes alone, when nothing else waits or every fourth time. */
const suspectTries = 2;
const suspectEvery = 4;
const settleAgainMs = 500;
const failureMax = 500;

interface Claimed extends PackedBody {
  readonly organization_id: number;
  readonly id: number;
  readonly site_id: number;
  readonly site_uuid: string;
  readonly report_id: string;
  readonly received_at: string;
  readonly body_hash: string;
  readonly request_id: string;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly tries: number;
}

/** `done`: applied, or refused for good. `later`: it could not be tried. `failed`: nobody knows why. */
type End = { readonly is: 'done' | 'later' } | { readonly is: 'failed'; readonly failure: string };

/**
 * Applies what waits in the inbox, the oldest first, through the same intake as everything else, until it is stopped. Any
 * number of processes may: each report is claimed by one. What a process had claimed when it died is claimed again.
 */
export function drainInbox(given: DrainParts): () => Promise<void> {
  const parts = { ...given, mayClaim: createHold(given.ctx, claimMax) };
  const { inbox, pointers, pollMs = pointers === undefined ? pollEveryMs : reconcileEveryMs } = parts;
  const stopping = new AbortController();
  let added = new AbortController();
  let round = 0;
  if (pointers === undefined) inbox.onAdded(() => added.abort());
  const poll = async () => {
    added = new AbortController();
    await giveWay(inbox, stopping.signal);
    round += 1;
    const isIdle = await drainOnce(parts, stopping.signal, { suspectFirst: round % suspectEvery === 0 });
    if (isIdle) await pause(pollMs, AbortSignal.any([stopping.signal, added.signal]));
  };
  const loops = [
    repeat(parts, stopping.signal, poll),
    ...(pointers === undefined ? [] : [repeat(parts, stopping.signal, () => follow(parts, pointers, stopping.signal))]),
  ];
  return async () => {
    stopping.abort();
    await Promise.all(loops);
  };
}

/** Works again and again. What fails is tried again after a pause. */
async function repeat({ ctx }: DrainParts, stopping: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!stopping.aborted)
    await work().catch(async (error: unknown) => {
      ctx.log.debug({ err: error }, 'inbox not drained');
      await pause(pollEveryMs, stopping);
    });
}

/** To take a report in is worth more than to apply one, for seconds at a time. */
async function giveWay(inbox: Pick<Inbox, 'isPressed'>, stopping: AbortSignal): Promise<void> {
  for (let waited = 0; waited < giveWayMs && inbox.isPressed() && !stopping.aborted; waited += giveWayStepMs)
    await pause(giveWayStepMs, stopping);
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);

/** Applies what somebody points at. What is not there any more was found without the pointer. */
async function follow(parts: Draining, pointers: Pointers, stopping: AbortSignal): Promise<void> {
  const found = await pointers.read();
  if (found.length === 0) return;
  await giveWay(parts.inbox, stopping);
  await drainOnce(parts, stopping, { ids: found.map(({ id }) => id) });
  await pointers.done(found);
}

/** One round. True when there is nothing left that could be done now. */
async function drainOnce(parts: Draining, stopping: AbortSignal, wanted: Wanted): Promise<boolean> {
  const { ctx } = parts;
  const most = await parts.mayClaim();
  if (most === 0) return true;
  const claimedAt = performance.now();
  const claimed = await claim(ctx, most, wanted);
  if (claimed.length === 0) return true;
  const ends = await Promise.all(claimed.map((row) => apply(parts, row)));
  // A database that went away meanwhile must not leave a try behind: for as long as they are ours it is told again.
  while (!(await settled(ctx, claimed, ends))) {
    if (stopping.aborted || performance.now() - claimedAt > claimSeconds * 1000) break;
    await pause(settleAgainMs, stopping);
  }
  return ends.some(({ is }) => is === 'later');
}

/** False while the database is away. */
async function settled(ctx: Ctx, claimed: readonly Claimed[], ends: readonly End[]): Promise<boolean> {
  try {
    await settle(ctx, claimed, ends);
    return true;
  } catch (error) {
    if (failureOf(error) !== 'unavailable') throw error;
    return false;
  }
}

interface Wanted {
  readonly ids?: readonly number[];
  readonly suspectFirst?: boolean;
}

async function claim(ctx: Ctx, most: number, { ids, suspectFirst = false }: Wanted): Promise<Claimed[]> {
  const until = new Date(ctx.now().getTime() + claimSeconds * 1000);
  const due = sql`select organization_id, site_id, id from report_inbox where dead_at is null and claimed_until <= ${ctx.now()}
    and ${ids === undefined ? sql`true` : sql`id = any(${ids}::bigint[])`}`;
  const { rows } = await sql<Claimed>`
    with fresh as (${due} and tries < ${suspectTries} order by id limit ${most} for update skip locked),
      suspect as (${due} and tries >= ${suspectTries} order by id limit 1 for update skip locked),
      due as (
        select * from suspect where ${suspectFirst} or not exists (select from fresh)
        union all select * from fresh where not (${suspectFirst} and exists (select from suspect)))
    update report_inbox i set claimed_until = ${until}, tries = tries + 1
    from due d, sites s
    where i.organization_id = d.organization_id and i.site_id = d.site_id and i.id = d.id
      and s.organization_id = d.organization_id and s.id = d.site_id
    returning i.organization_id, i.id, i.site_id, s.uuid as site_uuid, i.report_id, i.received_at, i.body, i.is_packed,
      encode(i.body_hash, 'hex') as body_hash, i.request_id, i.actor_type, i.actor_id, i.actor_name, i.tries`.execute(
    ctx.db,
  );
  return rows.sort((one, other) => one.id - other.id);
}

async function apply({ ctx, intake, telemetry, parseJson }: DrainParts, row: Claimed): Promise<End> {
  // It never came to an end: whoever tried it died.
  if (row.tries > triesMax) return { is: 'failed', failure: 'It ended every process that tried to apply it.' };
  const receivedAt = new Date(row.received_at);
  try {
    const report = parseReport(parseJson(unpackBody(row), reportLimits.depth), {
      at: receivedAt,
      idempotencyKey: row.report_id,
    });
    const outcome = await intake.record({
      site: { id: row.site_id, uuid: row.site_uuid, organizationId: row.organization_id },
      report,
      receivedAt,
      bodyHash: row.body_hash,
      requestId: row.request_id,
      actor: { actor_type: row.actor_type, actor_id: row.actor_id, actor_name: row.actor_name },
    });
    telemetry.reportTaken(outcome.status);
    return { is: 'done' };
  } catch (error) {
    if (failureOf(error) === 'unavailable' || (error instanceof OperationError && error.code === 'unavailable'))
      return { is: 'later' };
    if (!(error instanceof OperationError))
      return { is: 'failed', failure: (error instanceof Error ? error.message : String(error)).slice(0, failureMax) };
    telemetry.reportTaken('rejected');
    await recordRejection({ ...ctx, requestId: row.request_id }, row.site_uuid, error, row.report_id);
    return { is: 'done' };
  }
}

/** What is done leaves the inbox. The rest is tried again, with a longer pause each time, and given up after five tries. */
async function settle(ctx: Ctx, claimed: readonly Claimed[], ends: readonly End[]): Promise<void> {
  const which = (is: End['is']) => claimed.filter((_, index) => ends[index]?.is === is);
  const keys = (rows: readonly Claimed[]) => sql`unnest(${rows.map((row) => row.organization_id)}::bigint[],
    ${rows.map((row) => row.site_id)}::bigint[], ${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.tries)}::smallint[])`;
  const same = sql`i.organization_id = d.organization_id and i.site_id = d.site_id and i.id = d.id`;
  const [done, later] = [which('done'), which('later')];
  if (done.length > 0)
    await sql`delete from report_inbox i using ${keys(done)} as d(organization_id, site_id, id, tries)
      where ${same}`.execute(ctx.db);
  if (later.length > 0)
    await sql`update report_inbox i set claimed_until = '-infinity', tries = d.tries - 1
      from ${keys(later)} as d(organization_id, site_id, id, tries)
      where ${same} and i.tries = d.tries`.execute(ctx.db);
  for (const [index, end] of ends.entries()) {
    const row = claimed[index];
    if (end.is !== 'failed' || row === undefined) continue;
    const isGivenUp = row.tries >= triesMax;
    await sql`update report_inbox set failure = ${end.failure}, dead_at = ${isGivenUp ? ctx.now() : null}, uuid = ${isGivenUp ? newId() : null},
      claimed_until = ${new Date(ctx.now().getTime() + row.tries * 1000)}
      where organization_id = ${row.organization_id} and site_id = ${row.site_id} and id = ${row.id}`.execute(ctx.db);
    const facts = { site: row.site_uuid, report_id: row.report_id, tries: row.tries, failure: end.failure };
    ctx.log.error(facts, isGivenUp ? 'report given up' : 'report not applied');
  }
}
