import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkOf } from './check.ts';
import { viewQueries } from './saved-views.ts';
import { sortByTwo } from './sort.ts';

const check = checkOf(Type.Object({ sort: sortByTwo(['risk', 'name']) }), 'query/');

describe('an order by two names', () => {
  it.each(['risk', '-name', '-risk,name', 'name,-risk'])('%s is one', (sort) => expect(check({ sort })).toEqual([]));

  it.each(['', 'age', 'risk,', '-risk,age', '--risk', 'risk,name,risk'])('%s is none', (sort) =>
    expect(check({ sort })).toEqual([
      {
        path: 'query/sort',
        code: 'not_allowed',
        message: 'One or two of risk, name, with a comma between, each with `-` before it to turn the order.',
      },
    ]),
  );

  it('is kept by a saved view', () => expect(checkOf(viewQueries.sites)({ sort: '-risk,name' })).toEqual([]));
});
