import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkOf } from './check.ts';
import { facetOf, passing, readFacet } from './facet.ts';
import { viewQueries } from './saved-views.ts';

const letters = ['a', 'b', 'c'] as const;
const check = checkOf(Type.Object({ letter: facetOf(letters), text: facetOf(null) }), 'query/');
const problemsOf = (letter: string, text = 'x') => check({ letter, text }).map(({ path, message }) => [path, message]);

describe('a filter with several values', () => {
  it.each([
    ['a', ['a']],
    ['a,c', ['a', 'c']],
    ['!a', ['b', 'c']],
    ['!a,!b', ['c']],
    ['a,b,!b', ['a']],
    ['!a,!b,!c', []],
  ])('%s lets %j through', (text, values) => {
    expect(problemsOf(text)).toEqual([]);
    expect(passing(text, letters)).toEqual(values);
  });

  it('lets everything through where there is none', () => expect(passing(undefined, letters)).toEqual(letters));

  it('takes any text where nothing is listed, with spaces and marks in it', () => {
    expect(problemsOf('a', 'client a,!really?')).toEqual([]);
    expect(readFacet('client a,!really?')).toEqual({ any: ['client a'], none: ['really?'] });
  });

  it('names the value that is wrong, and what there is', () => {
    expect(problemsOf('a,x')).toEqual([['query/letter', 'x is none of a, b, c.']]);
    expect(problemsOf('!x')).toEqual([['query/letter', 'x is none of a, b, c.']]);
    for (const empty of ['', 'a,', ',a', '!', 'a,!'])
      expect(problemsOf(empty)).toEqual([
        ['query/letter', 'Between two commas, and behind a `!`, there must be a value.'],
      ]);
    expect(problemsOf('a', Array(51).fill('x').join(','))).toEqual([['query/text', 'At most 50 values at once.']]);
  });

  it('is taken by a saved view as the list takes it', () => {
    const sites = checkOf(viewQueries.sites, '/query/');
    expect(sites({ status: 'security,unsupported', tag: '!sandbox', sort: '-oldest', min_risk: 15 })).toEqual([]);
    expect(sites({ status: 'security,perfect' })).toEqual([
      {
        path: '/query/status',
        code: 'not_allowed',
        message: 'perfect is none of security, unsupported, update, unknown, current.',
      },
    ]);
  });
});
