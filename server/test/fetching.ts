import { afterEach } from 'vitest';
import type { FeedAddresses } from '../src/config.ts';
import { type Pace, startFeeds } from '../src/feeds/fetch-loop.ts';
import type { TestApp } from './app.ts';
import type { DrupalOrg } from './drupal-org.ts';

export interface Fetching {
  /** Starts the fetching of one server, as fast as a test wants it. */
  start(options?: { pace?: Partial<Pace>; totalMs?: number; addresses?: FeedAddresses }): void;
  /** Stops that of all of them; done after each test as well. */
  stop(): Promise<void>;
  /** Attempts at a source in the log, newest first, as soon as there are so many. */
  attempts(key: string, count: number): Promise<{ outcome: string; detail: string | null }[]>;
}

/** Fetching from a host of our own, with the clock of the test. */
export function useFetching(test: TestApp, drupalOrg: DrupalOrg): Fetching {
  const running: (() => Promise<void>)[] = [];
  const stop = async () => void (await Promise.all(running.splice(0).map((each) => each())));
  afterEach(stop);
  return {
    start({ pace, totalMs = 700, addresses = drupalOrg.addresses } = {}) {
      const stopOne = startFeeds({
        db: test.database.db,
        log: test.ctx.log,
        telemetry: test.app.telemetry,
        addresses,
        userAgent: 'Patchlight/0 (+https://patchlight.example)',
        now: test.now,
        pace: { spacingMs: 5, jitterMs: 0, idleMs: 10, ...pace },
        limits: { totalMs, bytes: 16 * 1024 * 1024 },
      });
      running.push(stopOne);
    },
    stop,
    attempts: (key, count) =>
      until(async () => {
        const rows = await test.sql<{ outcome: string; detail: string | null }>(
          'select outcome, detail from feed_fetches where source_key = $1 order by id desc',
          [key],
        );
        return rows.length >= count && rows;
      }),
  };
}

/** Looks until there is something to see. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error('It did not come to pass.');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
