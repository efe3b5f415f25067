import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCoalescer } from './coalesce.ts';

interface Item {
  readonly key: number;
  readonly n: number;
}

/** Work that ends when the test says so. */
function makeBench({ batchMax = 3, inFlightMax = 2 } = {}) {
  const batches: { items: readonly Item[]; end(result?: Error): Promise<void> }[] = [];
  const coalescer = createCoalescer<Item, string>({
    batchMax,
    delayMs: 1,
    inFlightMax,
    keyOf: ({ key }) => key,
    work: (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items,
          async end(error) {
            if (error) reject(error);
            else resolve(items.map(({ key, n }) => `${key}/${n}`));
            await new Promise(setImmediate);
          },
        });
      }),
  });
  const started = async (count: number) => {
    while (batches.length < count) await new Promise((done) => setTimeout(done, 1));
  };
  return { coalescer, batches, started, add: (key: number, n = 0) => coalescer.add({ key, n }) };
}

describe('batches', () => {
  it('hold what came within the delay, and each item gets its own result', async () => {
    const { batches, started, add } = makeBench();
    const results = Promise.all([add(1), add(2)]);
    await started(1);
    expect(batches[0]?.items).toEqual([
      { key: 1, n: 0 },
      { key: 2, n: 0 },
    ]);
    await batches[0]?.end();
    expect(await results).toEqual(['1/0', '2/0']);
  });

  it('start at once when they are full, and at most two are in work', async () => {
    const { batches, started, add, coalescer } = makeBench();
    const results = Promise.all(Array.from({ length: 10 }, (_, key) => add(key)));
    expect(batches).toHaveLength(2);
    expect(coalescer.backlog()).toBe(10);
    await batches[0]?.end();
    await started(3);
    await batches[1]?.end();
    await started(4);
    for (const batch of batches.slice(2)) await batch.end();
    expect(await results).toHaveLength(10);
    expect(coalescer.backlog()).toBe(0);
  });

  it('of one key are never in work together, and keep their order', async () => {
    const { batches, started, add } = makeBench();
    const results = [add(1, 1), add(1, 2), add(2, 1), add(1, 3)];
    await started(1);
    expect(batches[0]?.items).toEqual([
      { key: 1, n: 1 },
      { key: 2, n: 1 },
    ]);
    await batches[0]?.end();
    await started(2);
    expect(batches[1]?.items).toEqual([{ key: 1, n: 2 }]);
    await batches[1]?.end();
    await started(3);
    await batches[2]?.end();
    expect(await Promise.all(results)).toEqual(['1/1', '1/2', '2/1', '1/3']);
  });

  it('that fail fail all their items and none of the next', async () => {
    const { batches, started, add } = makeBench();
    const [first, second] = [add(1), add(2)];
    await started(1);
    const later = add(1);
    const failed = Promise.allSettled([first, second]);
    await batches[0]?.end(new Error('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await started(2);
    await batches[1]?.end();
    expect(await later).toBe('1/0');
  });
});

describe('idle', () => {
  it('is at once when nothing was accepted, and waits for everything that was', async () => {
    const { batches, started, add, coalescer } = makeBench();
    await coalescer.idle();
    const [one, two] = [add(1, 1), add(1, 2)];
    let isIdle = false;
    const idle = coalescer.idle().then(() => (isIdle = true));
    await started(1);
    await batches[0]?.end();
    expect(isIdle).toBe(false);
    await started(2);
    await batches[1]?.end();
    await Promise.all([idle, one, two]);
    expect(isIdle).toBe(true);
  });
});

it('everything is done once and in the order of its key, however it comes and however long it takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 })), { maxLength: 40 }),
      async (items) => {
        const done: Item[] = [];
        const inWork = new Set<number>();
        let running = 0;
        const coalescer = createCoalescer<Item & { wait: number }, number>({
          batchMax: 4,
          delayMs: 0,
          inFlightMax: 2,
          keyOf: ({ key }) => key,
          async work(batch) {
            running += 1;
            expect(running).toBeLessThanOrEqual(2);
            for (const { key } of batch) {
              expect(inWork.has(key)).toBe(false);
              inWork.add(key);
            }
            await new Promise((resolve) => setTimeout(resolve, batch[0]?.wait));
            for (const { key, n } of batch) {
              inWork.delete(key);
              done.push({ key, n });
            }
            running -= 1;
            return batch.map(({ n }) => n);
          },
        });
        expect(await Promise.all(items.map(([key, wait], n) => coalescer.add({ key, wait, n })))).toEqual(
          items.map((_, n) => n),
        );
        expect(done).toHaveLength(items.length);
        for (const key of [0, 1, 2, 3, 4]) {
          const order = done.filter((item) => item.key === key).map(({ n }) => n);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      },
    ),
    { numRuns: 40 },
  );
});
