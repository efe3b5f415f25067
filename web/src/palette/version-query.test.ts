import { expect, it } from 'vitest';
import { ranked } from './ranked.ts';
import { readVersionQuery } from './version-query.ts';

it.each([
  ['webform < 6.2.3', { module: 'webform', filter: 'below', version: '6.2.3' }],
  ['webform<6.2.3', { module: 'webform', filter: 'below', version: '6.2.3' }],
  [' External Authentication > 2.0.11 ', { module: 'External Authentication', filter: 'above', version: '2.0.11' }],
  ['token = 8.x-1.15', { module: 'token', filter: 'version', version: '8.x-1.15' }],
  ['webform', null],
  ['webform <', null],
  ['< 6.2.3', null],
  ['webform < 6.2 3', null],
  ['a < b < c', null],
])('reads %j as %j', (text, expected) => expect(readVersionQuery(text)).toEqual(expected));

it('puts what is called so before what only begins so, and keeps the order of the rest', () => {
  const names = ['Acme webform', 'Webform UI', 'Other webform', 'webform'];
  expect(ranked(names, (name) => [name], 'webform')).toEqual([
    'webform',
    'Webform UI',
    'Acme webform',
    'Other webform',
  ]);
});
