/** Numbers that look random and are the same on every start: each thing draws from a stream named after it. */
export interface Random {
  /** At least `from`, at most `to`, whole. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
}

/** A stream of its own for each name (FNV-1a into mulberry32). */
export function randomOf(name: string): Random {
  let state = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) state = Math.imul(state ^ name.charCodeAt(at), 0x01000193) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
  };
}
