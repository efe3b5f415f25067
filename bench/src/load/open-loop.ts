import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHistogram, type Distribution } from './histogram.ts';
import { createLines } from './lines.ts';

/** Requests that are sent at a steady rate, whatever becomes of those before them. */
export interface Sender {
  readonly name: string;
  readonly perSecond: number;
  next(): Outgoing;
}

export interface Outgoing {
  readonly bytes: Buffer;
  /** Without a status there was no answer. */
  settle?(status: number | undefined): void;
}

export interface StreamResult {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** No answer in time, a connection that broke, and what could not be sent because too many were under way. */
  readonly timeouts: number;
  readonly lost: number;
  readonly dropped: number;
  /** From the instant for which a request was planned to its answer. */
  readonly latency: Distribution;
}

export interface OpenLoopResult {
  readonly streams: Readonly<Record<string, StreamResult>>;
  readonly inFlightMax: number;
  /** Of this process: what it is late by, its figures are too high by. */
  readonly lag: Lateness;
}

export interface Lateness {
  readonly p99Ms: number;
  readonly maxMs: number;
}

const timeoutMs = 10_000;
const connectionsMax = 2_000;
const sweepMs = 100;
const lagResolutionMs = 5;

/** Sends for so many seconds, each request at its instant, and waits for the last answers. */
export async function runOpenLoop(port: number, seconds: number, senders: readonly Sender[]): Promise<OpenLoopResult> {
  const loop = monitorEventLoopDelay({ resolution: lagResolutionMs });
  loop.enable();
  const flights = createFlights(port);
  const streams = senders.map(startStream);
  await sendOnTime(streams, seconds, flights.start);
  const inFlightMax = await flights.end();
  loop.disable();
  return {
    streams: Object.fromEntries(streams.map((stream) => [stream.sender.name, stream.result()])),
    inFlightMax,
    lag: latenessOf(loop, lagResolutionMs),
  };
}

/** Looks at the clock each millisecond, and sends whatever is due. */
function sendOnTime(
  streams: readonly Stream[],
  seconds: number,
  send: (stream: Stream, plannedAt: number) => void,
): Promise<void> {
  const began = performance.now();
  const end = began + seconds * 1000;
  return new Promise((done) => {
    const look = () => {
      const now = performance.now();
      for (const stream of streams)
        for (;;) {
          const plannedAt = began + (stream.sent * 1000) / stream.sender.perSecond;
          if (plannedAt > now || plannedAt >= end) break;
          send(stream, plannedAt);
        }
      if (now >= end) done();
      else setTimeout(look, 1);
    };
    look();
  });
}

interface Flights {
  start(stream: Stream, plannedAt: number): void;
  /** Waits for what is under way. Returns how many were at once at most. */
  end(): Promise<number>;
}

function createFlights(port: number): Flights {
  const lines = createLines(port, connectionsMax);
  const underWay = new Set<{ readonly plannedAt: number; readonly giveUp: () => void }>();
  let most = 0;
  const sweep = setInterval(() => {
    const before = performance.now() - timeoutMs;
    for (const flight of underWay) if (flight.plannedAt < before) flight.giveUp();
  }, sweepMs);
  return {
    start(stream, plannedAt) {
      const { bytes, settle } = stream.next();
      const land = (end: number | Failure) => {
        underWay.delete(flight);
        if (typeof end === 'number') stream.answered(end, performance.now() - plannedAt);
        else stream.failed(end);
        settle?.(typeof end === 'number' ? end : undefined);
      };
      const abandon = lines.send(bytes, land);
      const giveUp = () => {
        abandon?.();
        land('timeouts');
      };
      const flight = { plannedAt, giveUp };
      underWay.add(flight);
      most = Math.max(most, underWay.size);
      if (abandon === undefined) land('dropped');
    },
    async end() {
      while (underWay.size > 0) await sleep(sweepMs);
      clearInterval(sweep);
      lines.close();
      return most;
    },
  };
}

/** A loop that is never late shows the resolution. */
export function latenessOf(loop: ReturnType<typeof monitorEventLoopDelay>, resolutionMs: number): Lateness {
  const late = (nanoseconds: number) => Math.max(0, Number((nanoseconds / 1e6 - resolutionMs).toFixed(1)));
  return loop.count === 0 ? { p99Ms: 0, maxMs: 0 } : { p99Ms: late(loop.percentile(99)), maxMs: late(loop.max) };
}

type Failure = 'timeouts' | 'lost' | 'dropped';

interface Stream {
  readonly sender: Sender;
  readonly sent: number;
  next(): Outgoing;
  answered(status: number, ms: number): void;
  failed(how: Failure): void;
  result(): StreamResult;
}

function startStream(sender: Sender): Stream {
  const byStatus: Record<string, number> = {};
  const failures = { timeouts: 0, lost: 0, dropped: 0 };
  const histogram = createHistogram();
  let sent = 0;
  return {
    sender,
    get sent() {
      return sent;
    },
    next() {
      sent += 1;
      return sender.next();
    },
    answered(status, ms) {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      histogram.record(ms);
    },
    failed(how) {
      failures[how] += 1;
    },
    result: () => ({ sent, byStatus, ...failures, latency: histogram.distribution() }),
  };
}
