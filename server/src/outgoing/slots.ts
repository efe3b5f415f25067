/** So many may be on their way at once: in all, and to one host, so that a slow one does not hold up the others. */
export interface SlotLimits {
  readonly total: number;
  readonly perHost: number;
}

interface Waiter {
  readonly host: string;
  readonly enter: () => void;
}

/** Resolves with what gives the slot back, first come first served; rejects when the signal aborts before that. */
export type Slots = (host: string, signal: AbortSignal) => Promise<() => void>;

export function createSlots({ total, perHost }: SlotLimits): Slots {
  const busy = new Map<string, number>();
  const waiting = new Set<Waiter>();
  let taken = 0;
  const isFree = (host: string) => taken < total && (busy.get(host) ?? 0) < perHost;
  const take = (host: string) => {
    taken += 1;
    busy.set(host, (busy.get(host) ?? 0) + 1);
  };
  const giveBack = (host: string) => {
    taken -= 1;
    const left = (busy.get(host) ?? 1) - 1;
    if (left > 0) busy.set(host, left);
    else busy.delete(host);
    for (const waiter of waiting) if (isFree(waiter.host)) return waiter.enter();
  };
  return async (host, signal) => {
    signal.throwIfAborted();
    if (isFree(host)) take(host);
    else
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => {
          waiting.delete(waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          host,
          enter() {
            waiting.delete(waiter);
            signal.removeEventListener('abort', giveUp);
            take(host);
            resolve();
          },
        };
        waiting.add(waiter);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    return () => giveBack(host);
  };
}
