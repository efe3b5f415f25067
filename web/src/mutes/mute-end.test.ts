import { expect, it } from 'vitest';
import { dateAhead, daysLeft, instantOn } from './mute-end.ts';

const now = new Date('2026-11-26T23:30:00Z');

it('counts days on the calendar of the person', () => {
  expect(dateAhead(1, 'UTC', now)).toBe('2026-11-27');
  expect(dateAhead(1, 'Europe/Oslo', now)).toBe('2026-11-28');
});

it('ends on that day at this time of day, and never later than is allowed', () => {
  expect(instantOn('2026-11-28', 'Europe/Oslo', now)).toBe('2026-11-27T23:30:00.000Z');
  const latest = Date.parse(instantOn(dateAhead(180, 'UTC', now), 'UTC', now));
  expect(latest - now.getTime()).toBeLessThan(180 * 86_400_000);
});

it('counts a begun day as one, and none once it is over', () => {
  expect(daysLeft('2026-11-27T00:00:00Z', now.getTime())).toBe(1);
  expect(daysLeft('2026-11-26T00:00:00Z', now.getTime())).toBe(0);
});
