interface Options<Item, Result> {
  readonly batchMax: number;
  readonly delayMs: number;
  readonly inFlightMax: number;
  /** Items of one key are never in work at the same time, and keep their order. */
  readonly keyOf: (item: Item) => number;
  /** Gives one result an item, in their order; when it throws, every item of the batch fails with that. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers single items into batches: as many as came while the batches before were in work, or within a few ms. */
export interface Coalescer<Item, Result> {
  add(item: Item): Promise<Result>;
  /** Items accepted and not yet answered. */
  backlog(): number;
  /** Resolves when everything accepted so far is answered. */
  idle(): Promise<void>;
}

export function createCoalescer<Item, Result>({
  batchMax,
  delayMs,
  inFlightMax,
  keyOf,
  work,
}: Options<Item, Result>): Coalescer<Item, Result> {
  let queue: Waiting<Item, Result>[] = [];
  const busy = new Set<number>();
  let inFlight = 0;
  let unanswered = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  let idlers: (() => void)[] = [];

  // With nothing in work there is nothing to wait for but what arrives in this very turn of the event loop. Otherwise
  // the batch in work is the wait, and the delay bounds it.
  function schedule(): void {
    if (inFlight >= inFlightMax || queue.length === 0) return;
    if (queue.length >= batchMax) start();
    else if (inFlight === 0) turn ??= setImmediate(start);
    else timer ??= setTimeout(start, delayMs);
  }

  function start(): void {
    clearTimeout(timer);
    clearImmediate(turn);
    timer = undefined;
    turn = undefined;
    if (inFlight >= inFlightMax) return;
    const batch = takeBatch();
    if (batch.length === 0) return;
    inFlight += 1;
    void run(batch);
    schedule();
  }

  function takeBatch(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    // A key that is passed over once is passed over for the rest of the queue, so that its items keep their order.
    const passed = new Set<number>();
    for (const waiting of queue) {
      const key = keyOf(waiting.item);
      if (batch.length < batchMax && !busy.has(key) && !passed.has(key)) {
        busy.add(key);
        batch.push(waiting);
      } else {
        passed.add(key);
        rest.push(waiting);
      }
    }
    queue = rest;
    return batch;
  }

  async function run(batch: Waiting<Item, Result>[]): Promise<void> {
    let settle: (waiting: Waiting<Item, Result>, index: number) => void;
    try {
      const results = await work(batch.map(({ item }) => item));
      settle = ({ resolve }, index) => resolve(results[index] as Result);
    } catch (error) {
      settle = ({ reject }) => reject(error);
    }
    inFlight -= 1;
    unanswered -= batch.length;
    for (const { item } of batch) busy.delete(keyOf(item));
    batch.forEach(settle);
    if (unanswered === 0) {
      for (const done of idlers) done();
      idlers = [];
    }
    // Whoever is answered now may send the next in this turn, and those go along.
    turn ??= setImmediate(start);
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        unanswered += 1;
        queue.push({ item, resolve, reject });
        schedule();
      }),
    backlog: () => unanswered,
    idle: () => (unanswered === 0 ? Promise.resolve() : new Promise((done) => idlers.push(done))),
  };
}
