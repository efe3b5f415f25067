import type { Change as Shown } from '@patchlight/contract/live-events';
import type { Log, Scope } from '../context.ts';
import type { Listen } from '../db/listen.ts';
import { OperationError } from '../errors.ts';
import { changeOf, changesChannel, concerns } from './changes.ts';

/** What one caller is told, from when it was opened until it ends. */
export interface Subscription {
  /** Calls `told` with each change; `ended` once, when no more will come. */
  follow(listener: { told(change: Shown): void; ended(): void }): void;
  /** From now on of these organizations. */
  narrow(scope: Scope): void;
  close(): void;
}

export interface Subscriptions {
  /** Opens one for a caller, who may have several. Throws past the limits, and while the database is away. */
  open(caller: string, scope: Scope): Promise<Subscription>;
  endAll(): void;
  /** Hears of nothing more. */
  close(): Promise<void>;
}

export const subscriptionLimits = { caller: 10, process: 1_000 } as const;
const comeAgainSeconds = 30;

interface Open {
  readonly caller: string;
  scope: Scope;
  listener: Parameters<Subscription['follow']>[0] | undefined;
}

/**
 * One connection of this process hears of every change, and each caller is told of its own. When that connection is lost all
 * end: whoever opens another asks for everything anew, so that nothing has to be caught up with.
 */
export function createSubscriptions(listen: Listen, log: Log): Subscriptions {
  const all = new Set<Open>();
  let listening: Promise<() => Promise<void>> | undefined;

  function hear(payload: string): void {
    const change = changeOf(payload);
    for (const { scope, listener } of all) if (concerns(change, scope)) listener?.told({ keys: [...change.keys] });
  }

  function endAll(): void {
    for (const one of all) one.listener?.ended();
    all.clear();
  }

  async function begin(): Promise<void> {
    listening ??= listen(changesChannel, {
      message: hear,
      lost() {
        listening = undefined;
        if (all.size > 0) log.warn({ streams: all.size }, 'live events ended: the database was lost');
        endAll();
      },
    });
    await listening;
  }

  return {
    async open(caller, scope) {
      if (all.size >= subscriptionLimits.process)
        throw new OperationError('unavailable', { retryAfterSeconds: comeAgainSeconds });
      if ([...all].filter((one) => one.caller === caller).length >= subscriptionLimits.caller)
        throw new OperationError('rate_limited', {
          message: `At most ${subscriptionLimits.caller} streams at once. Close one first.`,
          retryAfterSeconds: comeAgainSeconds,
        });
      const own: Open = { caller, scope, listener: undefined };
      all.add(own);
      await begin().catch((error: unknown) => {
        all.delete(own);
        throw error;
      });
      return {
        follow(listener) {
          own.listener = listener;
          // It was lost in the meantime.
          if (!all.has(own)) listener.ended();
        },
        narrow(to) {
          own.scope = to;
        },
        close: () => void all.delete(own),
      };
    },
    endAll,
    async close() {
      const stop = await listening?.catch(() => undefined);
      listening = undefined;
      await stop?.();
    },
  };
}
