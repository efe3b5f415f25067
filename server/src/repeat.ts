import { setTimeout as sleep } from 'node:timers/promises';
import { type Ctx, type Log, systemContext } from './context.ts';
import type { Db } from './db/database.ts';

const betweenMs = 2_000;
const afterFailureMs = 15_000;

interface Repeated {
  readonly db: Db;
  readonly log: Log;
  readonly name: string;
  readonly work: (ctx: Ctx, signal: AbortSignal) => Promise<unknown>;
}

/** Does something again and again, some seconds after it was done: for what nobody should wait a minute for. Returns what ends it. */
export function repeat({ db, log, name, work }: Repeated): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      let pauseMs = betweenMs;
      try {
        await work(systemContext(db, log, name), signal);
      } catch (error) {
        pauseMs = afterFailureMs;
        if (!signal.aborted) log.warn({ err: error, name }, 'repeated work failed');
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await running;
  };
}
