import { expect, test } from 'vitest';
import { phpBranchOf, phpSupportOf } from './php-support.ts';

test.each([
  ['8.3', '2025-12-31T23:59:59Z', 'active', '2025-12-31', '2027-12-31'],
  ['8.3', '2026-01-01T00:00:00Z', 'security', '2025-12-31', '2027-12-31'],
  ['8.3', '2027-12-31T12:00:00Z', 'security', '2025-12-31', '2027-12-31'],
  ['8.3', '2028-01-01T00:00:00Z', 'ended', '2025-12-31', '2027-12-31'],
  ['7.4', '2022-11-29T00:00:00Z', 'ended', null, '2022-11-28'],
  ['5.6', '2026-01-01T00:00:00Z', 'ended', null, null],
  ['8.6', '2026-01-01T00:00:00Z', 'unknown', null, null],
  ['8.10', '2026-01-01T00:00:00Z', 'unknown', null, null],
  ['9.0', '2026-01-01T00:00:00Z', 'unknown', null, null],
])('PHP %s at %s: %s', (branch, now, state, activeUntil, endsOn) => {
  expect(phpSupportOf(branch, new Date(now))).toEqual({ state, activeUntil, endsOn });
});

test.each([
  ['8.3.14', '8.3'],
  ['8.3', '8.3'],
  ['7.4.33-1+ubuntu22.04.1+deb.sury.org+1', '7.4'],
  ['8', null],
  ['PHP 8.3', null],
  ['', null],
  ['99999.1', null],
  ['8.99999', null],
])('%j is of the branch %j', (version, branch) => {
  expect(phpBranchOf(version)).toBe(branch);
});
