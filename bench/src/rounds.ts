import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import type { Lab } from './lab.ts';

const settleMs = 300;

/**
 * Runs the parts in turn, A B A B, each from a checkpoint, so that what else the machine does falls on all of them
 * alike. Gives what each part gave, by round. `on` is the database that they work on, where it is not the bed's.
 */
export async function interleave<Name extends string, T>(
  lab: Lab,
  parts: Readonly<Record<Name, () => Promise<T>>>,
  on?: Pick<Bed, 'database'>,
): Promise<Record<Name, T[]>> {
  const { database } = on ?? (await lab.bed());
  const names = Object.keys(parts) as Name[];
  const results = Object.fromEntries(names.map((name): [string, T[]] => [name, []])) as Record<Name, T[]>;
  for (let round = 0; round < lab.options.rounds; round += 1)
    for (const name of names) {
      await database.query('checkpoint');
      await sleep(settleMs);
      results[name].push(await parts[name]());
    }
  return results;
}
