import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHistogram } from './histogram.ts';

const times = fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 });

it('counts all, and its percentiles are at most a 32nd above the true ones', () => {
  fc.assert(
    fc.property(times, (values) => {
      const histogram = createHistogram();
      for (const ms of values) histogram.record(ms);
      const { count, p50Ms, p95Ms, p99Ms, maxMs, classes } = histogram.distribution();
      const sorted = values.toSorted((a, b) => a - b);
      expect(count).toBe(values.length);
      expect(classes.reduce((sum, [, inClass]) => sum + inClass, 0)).toBe(values.length);
      expect(maxMs).toBe(sorted.at(-1));
      for (const [share, shown] of [[0.5, p50Ms] as const, [0.95, p95Ms] as const, [0.99, p99Ms] as const]) {
        const exact = sorted[Math.ceil(share * values.length) - 1] ?? Number.NaN;
        // Times are counted in whole microseconds.
        expect(shown).toBeGreaterThanOrEqual(Math.min(exact, maxMs) - 0.001);
        expect(shown).toBeLessThanOrEqual(exact * (1 + 1 / 32) + 0.002);
      }
    }),
  );
});
