import type { Log } from '../context.ts';
import type { Db } from '../db/database.ts';
import { announce, sitesChanged } from './changes.ts';

/** Tells of sites that reported. */
export interface Announcer {
  /** Costs nothing; what comes within a quarter of a second is told at once. */
  siteChanged(site: { readonly organizationId: number; readonly uuid: string }): void;
  close(): Promise<void>;
}

const everyMs = 250;

/**
 * Not in the transaction of the reports: those that notify commit one after the other, over all processes. What a process
 * that dies had not told yet is not told: whoever listens to it has lost the stream as well, and the others ask now and then.
 */
export function createAnnouncer(db: Db, log: Log): Announcer {
  let changed = new Map<number, Set<string>>();
  let timer: NodeJS.Timeout | undefined;

  async function tell(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const sites = changed;
    changed = new Map();
    try {
      await announce(
        db,
        [...sites].map(([organizationId, ids]) => sitesChanged(organizationId, ids)),
      );
    } catch (error) {
      log.debug({ err: error }, 'changes not told');
    }
  }

  return {
    siteChanged({ organizationId, uuid }) {
      const ids = changed.get(organizationId) ?? new Set();
      changed.set(organizationId, ids.add(uuid));
      timer ??= setTimeout(() => void tell(), everyMs).unref();
    },
    close: tell,
  };
}
