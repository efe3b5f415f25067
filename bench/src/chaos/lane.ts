/** One direction of a connection: what is put into it comes out in its order, after a delay or no faster than a rate. */
export interface Lane {
  put(chunk: Buffer, pace: { readonly delayMs?: number; readonly bytesPerSecond?: number }): void;
  /** What is still inside comes out now. */
  flush(): void;
}

/** How often a piece comes out of a lane with a rate. */
const piecesPerSecond = 10;

export function openLane(deliver: (chunk: Buffer) => void): Lane {
  let waiting: { readonly chunk: Buffer; readonly at: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const work = () => {
    clearTimeout(timer);
    timer = undefined;
    const now = performance.now();
    const due = waiting.findIndex(({ at }) => at > now);
    const ready = waiting.splice(0, due === -1 ? waiting.length : due);
    for (const { chunk } of ready) deliver(chunk);
    const [next] = waiting;
    if (next !== undefined) timer = setTimeout(work, next.at - now);
  };
  return {
    put(chunk, { delayMs = 0, bytesPerSecond }) {
      if (bytesPerSecond !== undefined) {
        const size = Math.max(1, Math.round(bytesPerSecond / piecesPerSecond));
        let at = Math.max(performance.now(), waiting.at(-1)?.at ?? 0);
        for (let from = 0; from < chunk.length; from += size) {
          at += 1_000 / piecesPerSecond;
          waiting.push({ chunk: chunk.subarray(from, from + size), at });
        }
      } else waiting.push({ chunk, at: performance.now() + delayMs });
      if (timer === undefined) work();
    },
    flush() {
      waiting = waiting.map(({ chunk }) => ({ chunk, at: 0 }));
      work();
    },
  };
}
