import { expect, test } from 'vitest';
import { nextMessageAt } from './pace.ts';

const now = new Date('2026-11-25T18:00:00Z');
const minutesAgo = (...minutes: number[]) => minutes.map((each) => new Date(now.getTime() - each * 60_000));
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

test.each([
  ['the first', [], false, null],
  ['the third in a minute', minutesAgo(1, 0), false, null],
  ['the fourth gathers for five minutes from the last', minutesAgo(3, 2, 1), false, inMinutes(4)],
  ['but for what is highly critical', minutesAgo(3, 2, 1), true, null],
  ['five minutes after the last', minutesAgo(20, 10, 5), false, null],
  [
    'the eleventh waits until the first is an hour old',
    minutesAgo(50, 45, 40, 35, 30, 25, 20, 15, 10, 6),
    false,
    inMinutes(10),
  ],
  ['highly critical or not', minutesAgo(50, 45, 40, 35, 30, 25, 20, 15, 10, 6), true, inMinutes(10)],
  ['what is older than an hour counts no more', minutesAgo(200, 120, 61, 61, 61, 61, 61, 61, 61, 61), false, null],
])('%s', (_which, sent, isLoud, expected) => {
  expect(nextMessageAt(sent, now, isLoud)).toEqual(expected);
});
