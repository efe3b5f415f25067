import { describe, expect, it } from 'vitest';
import { readSort, sortBy, sortByToo } from './sort.ts';

const name = { name: 'name', isDescending: false };
const risk = { name: 'risk', isDescending: true };

it('reads which columns come first and second', () => {
  expect(readSort('-risk,name')).toEqual([risk, name]);
  expect(readSort(undefined)).toEqual([]);
});

describe('a column that is chosen', () => {
  it.each([
    [risk, undefined, '-risk'],
    [risk, '-risk', 'risk'],
    [name, '-risk', 'name'],
    [risk, '-risk,name', 'risk'],
    [name, '-risk,name', 'name'],
  ])('%j over %s gives %s', (column, now, next) => expect(sortBy(column, now)).toBe(next));

  it.each([
    [name, undefined, 'name'],
    [name, '-risk', '-risk,name'],
    [name, '-risk,name', '-risk,-name'],
    [name, '-risk,-name', '-risk'],
    [name, '-risk,core', '-risk,name'],
    [risk, '-risk,name', 'risk,name'],
    [risk, '-risk', 'risk'],
  ])('%j with Shift over %s gives %s', (column, now, next) => expect(sortByToo(column, now)).toBe(next));
});
