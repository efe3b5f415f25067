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
