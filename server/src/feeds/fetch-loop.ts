import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedKind } from '@patchlight/contract/feeds';
import { Agent } from 'undici';
import type { FeedAddresses } from '../config.ts';
import { type Ctx, type Log, systemContext } from '../context.ts';
import type { Db } from '../db/database.ts';
import { addSourcesInUse } from '../modules/feed-sources.ts';
import type { Telemetry } from '../telemetry.ts';
import { hostPauseMs } from './due.ts';
import {
  connectTimeoutMs,
  type Fetched,
  type FetchLimits,
  fetchDocument,
  fetchLimits,
  headersTimeoutMs,
} from './fetch-document.ts';
import { type Attempt, nothing, receive } from './receive.ts';
import { forgetFetches, recordFetch } from './record-fetch.ts';
import { addAdvisorySources, kindsByHost, type Source, urlOf } from './sources.ts';
import { addHost, endTurn, endTurnRefused, giveBack, type Turn, takeTurn } from './take-turn.ts';

/** How fast hosts are asked, and how often it is looked for something to ask. */
export interface Pace {
  /** Between the beginnings of two requests to one host: this, and up to `jitterMs` more. */
  readonly spacingMs: number;
  readonly jitterMs: number;
  readonly idleMs: number;
}

const usualPace: Pace = { spacingMs: 1_100, jitterMs: 900, idleMs: 900 };
const clockMarginMs = 10;
const sweepEveryMs = 3_600_000;
const accepted: Record<FeedKind, string> = {
  release_history: 'text/xml',
  advisories_osv: 'application/zip, application/jsonl',
  advisories_sa: 'application/json',
  advisories_psa: 'application/json',
};

interface FeedParts {
  readonly db: Db;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly addresses: FeedAddresses;
  /** Says who asks, and where to reach those who run it. */
  readonly userAgent: string;
  readonly now?: () => Date;
  readonly pace?: Pace;
  readonly limits?: FetchLimits;
}

/**
 * Fetches what is due for as long as the server runs: one request at a time to each host, over all servers of the
 * database. Returns what stops it.
 */
export function startFeeds(parts: FeedParts): () => Promise<void> {
  const stopping = new AbortController();
  const agent = new Agent({
    connections: 1,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: headersTimeoutMs,
    maxHeaderSize: 16 * 1024,
  });
  const fetcher: Fetcher = { ...parts, agent, signal: stopping.signal, pace: parts.pace ?? usualPace };
  const queues = [...kindsByHost(parts.addresses)].map(([host, kinds]) => runQueue(fetcher, host, kinds));
  return async () => {
    stopping.abort();
    await Promise.all(queues);
    await agent.close();
  };
}

interface Fetcher extends FeedParts {
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

/** One host's queue. What was fetched is stored while the next thing is fetched, but no more than one thing is ahead. */
async function runQueue(fetcher: Fetcher, host: string, kinds: readonly FeedKind[]): Promise<void> {
  const { pace, signal, log } = fetcher;
  let storing: Promise<void> = Promise.resolve();
  let sweptAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const began = performance.now();
    const spacingMs = pace.spacingMs + Math.random() * pace.jitterMs;
    let pauseMs = pace.idleMs;
    try {
      const ctx = contextOf(fetcher);
      if (performance.now() - sweptAt > sweepEveryMs) {
        await sweep(ctx, host);
        sweptAt = performance.now();
      }
      const turn = await takeTurn(ctx, { host, kinds, spacingMs });
      if (turn !== null) {
        const settle = await fetchTurn(fetcher, ctx, turn);
        await storing;
        storing = settle().catch((error: unknown) =>
          log.warn({ err: error, source: turn.source.key }, 'fetch not recorded'),
        );
        // The distance is one between beginnings, by another clock.
        pauseMs = began + spacingMs + clockMarginMs - performance.now();
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, host }, 'feed queue interrupted');
    }
    await sleep(Math.max(pauseMs, 0), undefined, { signal }).catch(() => undefined);
  }
  await storing;
}

function contextOf({ db, log, now }: Fetcher): Ctx {
  const ctx = systemContext(db, log, 'feeds');
  return now === undefined ? ctx : { ...ctx, now };
}

/** Sources that came by another way than a report, such as those of a database from before there were any. */
async function sweep(ctx: Ctx, host: string): Promise<void> {
  await addHost(ctx, host);
  await addAdvisorySources(ctx);
  await addSourcesInUse(ctx.db);
  await forgetFetches(ctx);
}

/** Sends the one request of a turn and ends it. Returns what stores the answer. */
async function fetchTurn(fetcher: Fetcher, ctx: Ctx, turn: Turn): Promise<() => Promise<void>> {
  const { source } = turn;
  const startedAt = ctx.now();
  const began = performance.now();
  const fetched = await fetchSource(fetcher, source);
  const durationMs = Math.round(performance.now() - began);
  if (fetcher.signal.aborted) {
    await giveBack(ctx, source);
    await endTurn(ctx, turn);
    return async () => undefined;
  }
  if (fetched.kind === 'failed' && (fetched.status === 429 || fetched.status === 503))
    await endTurnRefused(ctx, turn, (refusals) => hostPauseMs(ctx.now(), fetched.retryAfter ?? null, refusals));
  else await endTurn(ctx, turn);
  return () => settle(fetcher, ctx, source, fetched, { startedAt, durationMs, random: Math.random() });
}

function fetchSource({ addresses, userAgent, agent, limits, signal }: Fetcher, source: Source): Promise<Fetched> {
  return fetchDocument({
    url: urlOf(source, addresses),
    accept: accepted[source.kind],
    userAgent,
    etag: source.etag,
    lastModified: source.lastModified,
    dispatcher: agent,
    limits: limits ?? fetchLimits,
    signal,
  });
}

async function settle(
  { telemetry, log }: Fetcher,
  ctx: Ctx,
  source: Source,
  fetched: Fetched,
  timing: Parameters<typeof recordFetch>[3],
): Promise<void> {
  const attempt = await receive(ctx, source, fetched).catch((error: unknown) => {
    log.error({ err: error, source: source.key }, 'fetched document not stored');
    return notStored(fetched);
  });
  await recordFetch(ctx, source, attempt, timing);
  telemetry.fetched(source.kind, attempt.outcome);
  const { outcome, status, detail, versions, sites } = attempt;
  if (outcome !== 'ok' && outcome !== 'unchanged')
    log.warn({ source: source.key, outcome, status, detail }, 'nothing good was fetched');
  if (versions > 0) telemetry.verdictsChanged(log, source.project?.name ?? source.key, versions, sites);
}

/** An answer that a fault of ours kept out: tried again soon. */
function notStored(fetched: Fetched): Attempt {
  const { status } = fetched;
  return {
    ...nothing,
    outcome: 'failed',
    status,
    detail: 'It was fetched but could not be stored. See the log of the server.',
  };
}
