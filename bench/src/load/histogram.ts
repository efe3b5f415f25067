/** How long things took. Each class is at most a 32nd of its times wide, as HDR histograms have it. */
export interface Distribution {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Upper end of each class that is not empty, in milliseconds, and how many are in it. */
  readonly classes: readonly (readonly [upToMs: number, count: number])[];
}

export interface Histogram {
  record(ms: number): void;
  distribution(): Distribution;
}

const classesPerDoubling = 32;

export function createHistogram(): Histogram {
  const counts = new Map<number, number>();
  let count = 0;
  let maxMs = 0;
  return {
    record(ms) {
      const at = classOf(Math.round(ms * 1000));
      counts.set(at, (counts.get(at) ?? 0) + 1);
      count += 1;
      maxMs = Math.max(maxMs, ms);
    },
    distribution() {
      const classes = [...counts].sort(([a], [b]) => a - b).map(([at, n]) => [upperEndOf(at) / 1000, n] as const);
      const at = (share: number) => Math.min(maxMs, percentileOf(classes, Math.ceil(share * count)));
      return { count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs, classes };
    },
  };
}

function percentileOf(classes: Distribution['classes'], rank: number): number {
  let seen = 0;
  for (const [upToMs, count] of classes) {
    seen += count;
    if (seen >= rank) return upToMs;
  }
  return 0;
}

// Below 64 microseconds a class is one wide; each doubling after that has 32 classes.
function classOf(microseconds: number): number {
  if (microseconds < 2 * classesPerDoubling) return Math.max(0, microseconds);
  const doublings = Math.floor(Math.log2(microseconds)) - Math.log2(classesPerDoubling);
  return doublings * classesPerDoubling + Math.floor(microseconds / 2 ** doublings);
}

function upperEndOf(at: number): number {
  if (at < 2 * classesPerDoubling) return at + 1;
  const doublings = Math.floor(at / classesPerDoubling) - 1;
  return (at - doublings * classesPerDoubling + 1) * 2 ** doublings;
}
