import { expect, it } from 'vitest';
import { nextAttempt, retryAfterMs } from './retry.ts';

const now = new Date('2026-11-22T12:00:00Z');
const pause = (attempts: number, changes: Partial<Parameters<typeof nextAttempt>[0]> = {}) => {
  const next = nextAttempt({ attempts, status: 500, retryAfter: null, now, random: 0.5, ...changes });
  return next && (next.getTime() - now.getTime()) / 1000;
};

it('S-09: it is tried again after 5 s, 30 s, 2 min, 10 min, 1 h, 6 h and 24 h, and then given up', () => {
  const tries = retryAfterMs.map((_, index) => pause(index + 1));
  expect(tries).toEqual([5, 30, 120, 600, 3_600, 21_600, 86_400]);
  expect(pause(8)).toBeNull();
});

it('S-09: each pause strays by a tenth at most', () => {
  expect([pause(3, { random: 0 }), pause(3, { random: 1 })]).toEqual([108, 132]);
});

it.each([
  [429, '60', 60],
  [503, '60', 60],
  [500, '60', 5],
  [429, '2', 5],
  [503, '86400', 3_600],
  [503, 'Sun, 22 Nov 2026 12:10:00 GMT', 600],
  [503, 'Sun, 22 Nov 2026 11:00:00 GMT', 5],
  [429, 'soon', 5],
  [429, '-1', 5],
])('a %d that wishes for %s is tried after %d s', (status, retryAfter, seconds) => {
  expect(pause(1, { status, retryAfter })).toBe(seconds);
});
