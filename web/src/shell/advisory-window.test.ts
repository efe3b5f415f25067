import { expect, it } from 'vitest';
import { nextAdvisoryWindow } from './advisory-window.ts';

it.each([
  ['2026-08-20T07:14:00Z', '2026-08-26T16:00:00.000Z'],
  ['2026-08-26T15:59:00Z', '2026-08-26T16:00:00.000Z'],
  ['2026-08-26T16:01:00Z', '2026-09-02T16:00:00.000Z'],
  // The clocks of New York went back on 1 November: noon is an hour later in UTC.
  ['2026-10-29T00:00:00Z', '2026-11-04T17:00:00.000Z'],
])('after %s it is %s', (now, next) => expect(nextAdvisoryWindow(new Date(now)).toISOString()).toBe(next));
