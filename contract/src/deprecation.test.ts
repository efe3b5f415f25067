import { expect, it } from 'vitest';
import { problemOf } from './deprecation.ts';

it.each([
  ['2026-11-26', '2027-05-26', null],
  ['2026-11-26', '2028-01-01', null],
  ['2026-11-26', '2027-05-25', 'sunset must be at least 6 months after since.'],
  ['2026-11-26', '2026-11-25', 'sunset must be at least 6 months after since.'],
  ['soon', '2027-05-26', 'since and sunset must be dates.'],
  ['2026-11-26', 'later', 'since and sunset must be dates.'],
])('deprecated on %s and gone after %s: %s', (since, sunset, problem) => {
  expect(problemOf({ since, sunset, link: '/docs/deprecation' })).toBe(problem);
});
