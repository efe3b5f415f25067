import { randomOf } from '../fleet.ts';
import type { Fault } from './faults.ts';

/** A fault and when it begins, in seconds from the first report. */
export interface Planned {
  readonly at: number;
  readonly fault: Fault;
}

const firstAt = 5;
/** From the beginning of one fault to the next; one that takes longer pushes back those after it. */
const pauseSeconds = { least: 1.5, most: 4 };

interface PlanOptions {
  readonly seed: number;
  /** It ends when either is reached. */
  readonly seconds: number;
  readonly kills: number;
}

/**
 * When which fault comes: all of them in a random order before any comes again, those that kill twice as often. The same
 * seed gives the same plan.
 */
export function planFaults(faults: readonly Fault[], { seed, seconds, kills }: PlanOptions): Planned[] {
  const random = randomOf(seed);
  let killed = 0;
  const plan: Planned[] = [];
  let deck: Fault[] = [];
  for (
    let at = firstAt;
    at < seconds && killed < kills;
    at += pauseSeconds.least + random() * (pauseSeconds.most - pauseSeconds.least)
  ) {
    if (deck.length === 0) deck = shuffled(faults, random);
    const fault = deck.shift();
    if (fault === undefined) continue;
    killed += fault.kills;
    plan.push({ at: Math.round(at * 10) / 10, fault });
  }
  return plan;
}

/** Two kills, then something else, for as long as there are both. */
function shuffled(faults: readonly Fault[], random: () => number): Fault[] {
  const mixed = (list: readonly Fault[]) => {
    const order = new Map(list.map((fault) => [fault, random()]));
    return [...list].sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
  };
  const deadly = faults.filter(({ kills }) => kills > 0);
  const kills = [...mixed(deadly), ...mixed(deadly)];
  const others = mixed(faults.filter((fault) => fault.kills === 0));
  const deck: Fault[] = [];
  while (kills.length + others.length > 0) deck.push(...kills.splice(0, 2), ...others.splice(0, 1));
  return deck;
}
