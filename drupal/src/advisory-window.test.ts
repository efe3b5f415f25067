import { expect, it } from 'vitest';
import { advisoryWindowsAfter } from './advisory-window.ts';

const after = (now: string) => {
  const { next, nextCore } = advisoryWindowsAfter(new Date(now));
  return [next.toISOString(), nextCore.toISOString()];
};

it.each([
  // In winter New York is five hours behind, in summer four.
  ['2026-11-26T09:00:00Z', '2026-12-02T17:00:00.000Z', '2026-12-16T17:00:00.000Z'],
  ['2026-08-20T07:14:00Z', '2026-08-26T16:00:00.000Z', '2026-09-16T16:00:00.000Z'],
  // Its clocks go back on 1 November 2026 and forward on 14 March 2027, other days than those of Europe.
  ['2026-10-28T16:00:01Z', '2026-11-04T17:00:00.000Z', '2026-11-18T17:00:00.000Z'],
  ['2027-03-11T00:00:00Z', '2027-03-17T16:00:00.000Z', '2027-03-17T16:00:00.000Z'],
  // The moment at which a window opens is not before it, the one before is.
  ['2026-11-18T16:59:59Z', '2026-11-18T17:00:00.000Z', '2026-11-18T17:00:00.000Z'],
  ['2026-11-18T17:00:00Z', '2026-11-25T17:00:00.000Z', '2026-12-16T17:00:00.000Z'],
  // A month may begin on a Wednesday, and then its third is the 15th.
  ['2026-04-01T17:00:00Z', '2026-04-08T16:00:00.000Z', '2026-04-15T16:00:00.000Z'],
  ['2026-12-31T12:00:00Z', '2027-01-06T17:00:00.000Z', '2027-01-20T17:00:00.000Z'],
])('after %s comes %s, and for core %s', (now, next, core) => expect(after(now)).toEqual([next, core]));
