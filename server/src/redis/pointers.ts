import type { Redis } from 'ioredis';
import { blockMs, type RedisServer } from './client.ts';

/** A pointer to a row that some process is to look at. */
export interface Pointer {
  readonly entry: string;
  readonly id: number;
}

/** Pointers on a stream, each for one of a group of readers. One that is lost is lost: what it points at is found anyway. */
export interface Pointers {
  /** Does not wait, and does not fail. */
  add(ids: readonly number[]): void;
  /** Those that nobody has read yet, or whose reader is gone; waits a second for the first. Throws while Redis is away. */
  read(): Promise<Pointer[]>;
  /** What they point at is done: they leave the stream. */
  done(pointers: readonly Pointer[]): Promise<void>;
}

const stream = 'patchlight:inbox';
const group = 'appliers';
const readMax = 100;
/** Longer than any claim of a row: whoever read it then is gone. */
const goneAfterMs = 90_000;

/** `reader`: a name that no other process has. */
export function createPointers(redis: RedisServer, reader: string): Pointers {
  const { client } = redis;
  let blocking: Redis | undefined;
  let lookedForGoneAt = Number.NEGATIVE_INFINITY;
  return {
    add(ids) {
      const pipeline = client.pipeline();
      for (const id of ids) pipeline.xadd(stream, '*', 'id', id);
      pipeline.exec().catch(() => undefined);
    },
    async read() {
      blocking ??= redis.blocking();
      const one = blocking;
      return withGroup(client, async () => {
        if (performance.now() - lookedForGoneAt > goneAfterMs) {
          lookedForGoneAt = performance.now();
          const [, left] = await client.xautoclaim(stream, group, reader, goneAfterMs, '0', 'COUNT', readMax);
          const found = pointersOf(left);
          if (found.length > 0) return found;
        }
        const read = await one.xreadgroup(
          'GROUP',
          group,
          reader,
          'COUNT',
          readMax,
          'BLOCK',
          blockMs,
          'STREAMS',
          stream,
          '>',
        );
        return pointersOf((read as [string, unknown][] | null)?.[0]?.[1]);
      });
    },
    async done(pointers) {
      if (pointers.length === 0) return;
      const entries = pointers.map(({ entry }) => entry);
      await client
        .multi()
        .xack(stream, group, ...entries)
        .xdel(stream, ...entries)
        .exec();
    },
  };
}

/** A Redis that started empty has no group. It begins at the first entry, not at the newest: others may have added some. */
async function withGroup<T>(client: Redis, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOGROUP'))) throw error;
    await client.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((other: Error) => {
      // Somebody else made it in the meantime.
      if (!other.message.startsWith('BUSYGROUP')) throw other;
    });
    return work();
  }
}

// What was deleted while it was pending has no fields.
function pointersOf(entries: unknown): Pointer[] {
  if (!Array.isArray(entries)) return [];
  return entries.flatMap(([entry, fields]: [string, string[] | null]) => {
    const id = Number(fields?.[1]);
    return Number.isInteger(id) ? { entry, id } : [];
  });
}

/** How many are on the stream, and how many of them nobody was given; a server before 7.0 does not tell the latter. */
export async function streamState(client: Redis): Promise<{ length: number; lag: number | undefined }> {
  // In one command: between two of them the stream would change.
  const state = await client.xinfo('STREAM', stream, 'FULL', 'COUNT', 1).catch((error: Error) => {
    // Nobody has put anything there yet.
    if (error.message.includes('no such key')) return [];
    throw error;
  });
  const { length = 0, groups = [] } = fieldsOf<{ length: number; groups: unknown[] }>(state);
  const own = groups.map(fieldsOf<{ name: string; lag: number | null }>).find(({ name }) => name === group);
  return { length, lag: own === undefined ? length : (own.lag ?? undefined) };
}

/** Names and values come in turn. */
function fieldsOf<Fields>(flat: unknown): Partial<Fields> {
  const pairs = Array.isArray(flat) ? flat : [];
  // What a server leaves out is left out here.
  return Object.fromEntries(
    pairs.flatMap((name, index) => (index % 2 === 0 ? [[String(name), pairs[index + 1]]] : [])),
  ) as Partial<Fields>;
}
