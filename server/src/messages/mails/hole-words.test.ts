import { expect, test } from 'vitest';
import * as examples from '../../../test/mail-examples.ts';
import { whatItIs } from './hole-words.ts';

const hole = { ...examples.hole(), advisory: 'SA-CONTRIB-2026-133', project: { name: 'postcard', title: 'Postcard' } };

test.each([
  ['Postcard - Critical - Access bypass - SA-CONTRIB-2026-133', 'Access bypass'],
  ['Postcard - Moderately critical - Cross site scripting, Access bypass', 'Cross site scripting, Access bypass'],
  ['Remote code execution.', 'Remote code execution'],
  ['postcard: SA-CONTRIB-2026-133', null],
  ['Postcard', null],
  ['', null],
])('what it is of the title “%s” is %s', (title, what) => {
  expect(whatItIs({ ...hole, title })).toBe(what);
});
