import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useDatabase } from '../../test/harness.ts';
import { countedLately, recent } from './counted-lately.ts';

const database = useDatabase();
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

let stored = 0;
let questions = 0;
/** Asks how much is stored, under a name of its own for each test. */
const ask = (db = database.current.scoped([1])) =>
  countedLately(
    db,
    expect.getState().currentTestName,
    async () => {
      questions += 1;
      return stored;
    },
    (counted) => counted,
  );

it('counts little each time', async () => {
  stored = recent.many - 2;
  expect(await ask()).toBe(stored);
  stored += 1;
  expect(await ask()).toBe(recent.many - 1);
});

it('counts much again once it is too old, counted from when the counting began', async () => {
  stored = recent.many;
  expect(await ask()).toBe(recent.many);
  stored += 1;
  vi.advanceTimersByTime(recent.ageMs - 1);
  expect(await ask()).toBe(recent.many);
  vi.advanceTimersByTime(1);
  expect(await ask()).toBe(recent.many + 1);
});

it('counts once for all who ask at the same time what was much before', async () => {
  stored = recent.many;
  await ask();
  vi.advanceTimersByTime(recent.ageMs);
  questions = 0;
  await Promise.all([ask(), ask(), ask()]);
  expect(questions).toBe(1);
});

it('counts for each scope and for each use of it', async () => {
  stored = recent.many;
  await ask();
  stored += 1;
  expect(await ask(database.current.scoped([1, 2]))).toBe(stored);
  expect(await ask(database.current.db)).toBe(stored);
});

it('keeps no failure', async () => {
  stored = recent.many;
  await ask();
  vi.advanceTimersByTime(recent.ageMs);
  const failing = countedLately(
    database.current.scoped([1]),
    expect.getState().currentTestName,
    () => Promise.reject(new Error('away')),
    () => recent.many,
  );
  await expect(failing).rejects.toThrow('away');
  expect(await ask()).toBe(recent.many);
});
