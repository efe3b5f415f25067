import { expect, it } from 'vitest';
import { flat, linesOf } from './diff.tsx';

it('shows a change field by field, and what stayed as it is', () => {
  const before = flat({ name: 'Shop', targets: { critical: 72, other: 336 }, tags: ['a'] });
  const after = flat({ name: 'Shop', targets: { critical: 48, other: 336 }, note: null });
  expect(linesOf(before, after).map(({ sign, text }) => `${sign}${text}`)).toEqual([
    'name: Shop',
    '−targets.critical: 72',
    '+targets.critical: 48',
    'targets.other: 336',
    '−tags: ["a"]',
    '+note: null',
  ]);
});
