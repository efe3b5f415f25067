import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { News } from '../messages/news.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Telemetry } from '../telemetry.ts';
import { type Claim, claimDelivery } from './claim-delivery.ts';
import { dropDelivery, giveBack, noteAttempt } from './note-attempt.ts';
import { queueDeliveries } from './queue-deliveries.ts';
import { render } from './render.ts';
import { send } from './send.ts';

/** What there is to say of a notice about the sites with one of the tags, or about all; null where nothing is left. */
export type Describe = (
  ctx: Ctx,
  wanted: { readonly organizationId: number; readonly noticeId: number; readonly tags: readonly string[] },
) => Promise<News | null>;

export interface DeliverParts {
  readonly outgoing: Outgoing;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
  /** Undefined: nobody can say anything yet, and everything stays as it is. */
  readonly describe: Describe | undefined;
  readonly publicUrl: () => string;
  /** From 0 to 1: how far the pause before the next attempt strays. */
  readonly random?: () => number;
}

const atOnce = 32;
/** Of one organization: whose channels are all slow holds up none of the others. */
const atOnceEach = 4;
/** How long a run claims what is due; what it has claimed by then it ends. */
const runMs = 45_000;
// What is on its way when the server stops may still arrive, and is then noted.
const lastMs = 2_000;
/** While something is on its way it is looked so often for something else to send. */
const lookMs = 1_000;

/**
 * Sends what is due to the channels: each notice once to each, as far as the other side lets us know. Any number of
 * processes may do this at once.
 */
export async function deliverChannels(ctx: Ctx, parts: DeliverParts): Promise<void> {
  const { describe, signal } = parts;
  if (describe === undefined) return;
  const began = performance.now();
  const hurry = new AbortController();
  const onStop = () => setTimeout(() => hurry.abort(), lastMs).unref();
  signal.addEventListener('abort', onStop, { once: true });
  const busy = new Map<number, number>();
  const flying = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (claim: Claim) => {
    const { organization_id: of } = claim;
    busy.set(of, (busy.get(of) ?? 0) + 1);
    const flight = deliver(ctx, claim, { ...parts, describe, signal: hurry.signal })
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        busy.set(of, (busy.get(of) ?? 1) - 1);
        flying.delete(flight);
      });
    flying.add(flight);
  };
  let lookedAt = Number.NEGATIVE_INFINITY;
  try {
    while (!signal.aborted && failures.length === 0 && performance.now() - began < runMs) {
      if (performance.now() - lookedAt >= lookMs) {
        lookedAt = performance.now();
        await queueDeliveries(ctx, signal);
      }
      // What ends while it is looked for something to claim may have been in its way: then it is looked once more.
      let mayBeInTheWay = true;
      while (flying.size < atOnce && !signal.aborted) {
        mayBeInTheWay = flying.size > 0;
        const full = [...busy].flatMap(([organization, count]) => (count >= atOnceEach ? [organization] : []));
        const claim = await claimDelivery(ctx, full);
        if (claim === undefined) break;
        start(claim);
      }
      if (!mayBeInTheWay) break;
      if (flying.size === 0) continue;
      const waiting = new AbortController();
      await Promise.race([...flying, sleep(lookMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
    }
  } finally {
    await Promise.all(flying);
    signal.removeEventListener('abort', onStop);
  }
  if (failures.length > 0) throw failures[0];
}

async function deliver(ctx: Ctx, claim: Claim, parts: DeliverParts & { readonly describe: Describe }): Promise<void> {
  const { outgoing, telemetry, signal, random = Math.random } = parts;
  const body = await bodyOf(ctx, claim, parts);
  if (body === null) return dropDelivery(ctx, claim);
  const at = ctx.now();
  const posted =
    body === undefined
      ? ({ kind: 'unanswered', reason: 'It could not be written. The log of the server says why.' } as const)
      : await send(outgoing, claim, { id: claim.uuid, body, at }, signal);
  if (signal.aborted && posted.kind === 'unanswered') return giveBack(ctx, claim);
  const outcome = await noteAttempt(ctx, claim, posted, random());
  telemetry.channelTried(claim.type, outcome);
  if (outcome !== 'delivered') {
    const { channel_uuid: channel, uuid: delivery, attempts } = claim;
    const status = posted.kind === 'answered' ? posted.status : null;
    ctx.log.info({ channel, delivery, attempts, outcome, status }, 'channel not told');
  }
}

/**
 * The body as it was first written, or is now: kept before it is sent, so that every attempt sends the same. Null: there
 * is nothing to say. Undefined: writing it failed, which is no reason to stop telling others.
 */
async function bodyOf(
  ctx: Ctx,
  claim: Claim,
  { describe, publicUrl }: Pick<DeliverParts, 'publicUrl'> & { readonly describe: Describe },
): Promise<string | null | undefined> {
  if (claim.body !== null) return claim.body;
  const { organization_id: organizationId, notice_id: noticeId, tags } = claim;
  if (noticeId === null) return null;
  try {
    const news = await describe(ctx, { organizationId, noticeId, tags });
    if (news === null || isBelow(news, claim.min_risk)) return null;
    const { subject, body } = render(claim, news, publicUrl());
    const { rows } = await sql<{ body: string }>`update channel_deliveries
      set subject = coalesce(subject, ${subject}), body = coalesce(body, ${body})
      where organization_id = ${organizationId} and id = ${claim.id} returning body`.execute(ctx.db);
    // The channel was deleted meanwhile.
    return rows[0]?.body ?? null;
  } catch (error) {
    ctx.log.error({ err: error, delivery: claim.uuid }, 'message to a channel not written');
    return undefined;
  }
}

/** Of a risk that nobody knows everybody is told. */
function isBelow(news: News, minRisk: number | null): boolean {
  return minRisk !== null && 'hole' in news && news.hole.risk !== null && news.hole.risk < minRisk;
}
