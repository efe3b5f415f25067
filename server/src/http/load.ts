import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log } from '../context.ts';

/**
 * When the server is behind: past `tighten` of either at one look. It has caught up when it was below `relax` of both at
 * `calmLooks` looks in a row; the gap keeps the limits from swinging with the load that they cause themselves.
 */
export const loadBounds = {
  lookSeconds: 5,
  calmLooks: 3,
  /** Milliseconds that the event loop is late, 99th percentile since the last look. */
  lateMs: { tighten: 200, relax: 50 },
  /** Reports accepted and not yet committed; the intake itself refuses at 5,000. */
  backlog: { tighten: 2500, relax: 500 },
} as const;

const resolutionMs = 20;

export interface Load {
  isBehind(): boolean;
  /** Measures now; runs by itself every `lookSeconds`. */
  look(): void;
  close(): void;
}

interface LoadParts {
  readonly backlog: () => number;
  readonly log: Log;
  /** The lateness since it was asked last; measured on the event loop unless given. */
  readonly lateMs?: () => number;
}

/** Watches how far this process is behind with its work. */
export function createLoad({ backlog, log, lateMs }: LoadParts): Load {
  const loop = monitorEventLoopDelay({ resolution: resolutionMs });
  if (lateMs === undefined) loop.enable();
  const measure = lateMs ?? (() => latenessOf(loop));
  let isBehind = false;
  let calm = 0;
  const look = () => {
    const [late, waiting] = [measure(), backlog()];
    const { lateMs: bound, backlog: line, calmLooks } = loadBounds;
    calm = late < bound.relax && waiting < line.relax ? calm + 1 : 0;
    const isNow = late > bound.tighten || waiting > line.tighten || (isBehind && calm < calmLooks);
    if (isNow !== isBehind)
      log.warn({ late_ms: Math.round(late), backlog: waiting }, isNow ? 'limits tightened' : 'limits relaxed');
    isBehind = isNow;
  };
  const timer = setInterval(look, loadBounds.lookSeconds * 1000).unref();
  return {
    isBehind: () => isBehind,
    look,
    close() {
      clearInterval(timer);
      loop.disable();
    },
  };
}

function latenessOf(loop: ReturnType<typeof monitorEventLoopDelay>): number {
  // It measures from one of its timers to the next, so a loop that is never late shows the resolution.
  const late = loop.count === 0 ? 0 : loop.percentile(99) / 1e6 - resolutionMs;
  loop.reset();
  return late;
}
