const sameSignalMs = 1_000;

/**
 * Calls `stop` on SIGTERM and SIGINT. The same signal again within a second is the same request (npm forwards what the
 * terminal has sent already); any later one ends the process at once, as does a stop that takes more than `forceMs`.
 */
export function onSignals(forceMs: number, stop: (signal: NodeJS.Signals) => void): void {
  let first: { signal: NodeJS.Signals; at: number } | undefined;
  const handle = (signal: NodeJS.Signals) => {
    const now = Date.now();
    if (first !== undefined) {
      if (signal !== first.signal || now - first.at > sameSignalMs) process.exit(130);
      return;
    }
    first = { signal, at: now };
    setTimeout(() => process.exit(1), forceMs).unref();
    stop(signal);
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}
