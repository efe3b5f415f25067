/** How often each number of hours was measured, the smallest first. */
export type Histogram = readonly (readonly [hours: number, count: number])[];

/** One histogram of all that several hold. */
export function merged(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>();
  for (const [hours, count] of histograms.flat()) counts.set(hours, (counts.get(hours) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

export function countOf(histogram: Histogram): number {
  return histogram.reduce((sum, [, count]) => sum + count, 0);
}

/** How many lie up to each edge, without those up to the one before; last, how many lie beyond all. */
export function countsBetween(histogram: Histogram, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const [hours, count] of histogram) {
    const at = edges.findIndex((edge) => hours <= edge);
    counts[at < 0 ? edges.length : at] = (counts[at < 0 ? edges.length : at] ?? 0) + count;
  }
  return counts;
}

/** The nearest rank: the smallest value that at least so many of a hundred do not exceed. Null where nothing was measured. */
export function percentileOf(histogram: Histogram, percent: number): number | null {
  const rank = Math.ceil((percent * countOf(histogram)) / 100);
  let seen = 0;
  for (const [hours, count] of histogram) {
    seen += count;
    if (seen >= rank) return hours;
  }
  return null;
}
