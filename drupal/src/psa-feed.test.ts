import { describe, expect, it, test } from 'vitest';
import { AdvisoryError } from './advisories.ts';
import { exposureOf } from './exposure.ts';
import { affectedVersions, parsePsaFeed } from './psa-feed.ts';

const entry = (rest: object = {}) => ({
  title: 'Drupal core - Critical - Access bypass - SA-CORE-2026-012',
  link: 'https://www.drupal.org/sa-core-2026-012',
  project: 'drupal',
  type: 'core',
  is_psa: 0,
  insecure: ['10.6.12', '11.4.3'],
  pubDate: 'Wed, 18 Nov 2026 17:05:00 +0000',
  ...rest,
});
const first = (rest: object) => parsePsaFeed([entry(rest)]).items[0];

it('reads what is announced', () => {
  expect(parsePsaFeed([entry()])).toEqual({
    items: [
      {
        id: 'SA-CORE-2026-012',
        project: 'drupal',
        title: 'Drupal core - Critical - Access bypass - SA-CORE-2026-012',
        link: 'https://www.drupal.org/sa-core-2026-012',
        isPsa: false,
        insecure: ['10.6.12', '11.4.3'],
        publishedAt: '2026-11-18T17:05:00.000Z',
      },
    ],
    unreadable: 0,
  });
  expect(parsePsaFeed([])).toEqual({ items: [], unreadable: 0 });
});

describe('tolerates what is written in several ways', () => {
  it.each([
    ['a flag as a number', { is_psa: 1 }, { isPsa: true }],
    ['a flag as a text', { is_psa: '1' }, { isPsa: true }],
    ['a flag', { is_psa: true }, { isPsa: true }],
    ['no flag as a text', { is_psa: '0' }, { isPsa: false }],
    ['no flag at all', { is_psa: undefined }, { isPsa: false }],
    ['the date as the id', { link: 'https://www.drupal.org/psa-2026-11-16' }, { id: 'PSA-2026-11-16' }],
    ['no list', { insecure: null }, { insecure: [] }],
    ['something else in the list', { insecure: [' 1.0 ', 7, '', null, 'a b', '1.0'] }, { insecure: ['1.0'] }],
    ['no date', { pubDate: 'soon' }, { publishedAt: null }],
    ['a date far away', { pubDate: '+275760-09-13T00:00:00Z' }, { publishedAt: null }],
  ])('%s', (_name, rest, expected) => expect(first(rest)).toMatchObject(expected));

  it('one advisory of several projects, and the same one twice', () => {
    expect(parsePsaFeed([entry(), entry({ project: 'token' }), entry()]).items).toHaveLength(2);
  });
});

it.each([
  ['no object', 7],
  ['no title', entry({ title: '' })],
  ['a NUL', entry({ title: 'a\0' })],
  ['no id in the link', entry({ link: 'https://www.drupal.org/psa' })],
  ['no web link', entry({ link: 'javascript:/sa-core-2026-012' })],
  ['a project that is none', entry({ project: '../x' })],
])('counts what cannot be read: %s', (_name, bad) =>
  expect(parsePsaFeed([bad, entry()])).toMatchObject({ items: [{ project: 'drupal' }], unreadable: 1 }),
);

it.each([{}, null, 'x', { list: [] }])('refuses %j', (json) => expect(() => parsePsaFeed(json)).toThrow(AdvisoryError));

describe('the affected versions', () => {
  const listed = (...insecure: string[]) => ({ isPsa: false, insecure });
  const psa = { isPsa: true, insecure: ['1.0.0'] };

  test.each([
    ['<1.2.0', null, '<1.2.0'],
    ['<1.2.0', listed('1.0.0', '8.x-1.1'), '<1.2.0'],
    ['<1.2.0', listed('1.1.0', '1.2.0-rc1', '8.x-1.3'), '<1.2.0 || 1.2.0-rc1 || 1.3.0'],
    ['<1.2.0', psa, '<1.2.0'],
    [null, listed('8.x-1.1', '2.0.1', 'nonsense'), '1.1.0 || 2.0.1'],
    [null, listed(), null],
    [null, psa, ''],
    [null, null, null],
  ])('of the range %j and %j are %j', (range, announced, expected) =>
    expect(affectedVersions('token', range, announced)).toBe(expected),
  );

  test.each([
    ['11.4.3', 'affected'],
    ['11.4.2', 'none'],
    ['11.4.x-dev', 'possible'],
    ['11.4.5-dev', 'possible'],
    ['11.x-dev', 'possible'],
    ['11.3.x-dev', 'none'],
    ['12.x-dev', 'none'],
  ])('that are listed one by one make %s %s, as Drupal’s own rule does', (installed, exposure) =>
    expect(exposureOf('drupal', installed, affectedVersions('drupal', null, listed('10.6.12', '11.4.3')) ?? '')).toBe(
      exposure,
    ),
  );

  test.each(['1.0.0', '8.x-9.9', '2.x-dev', null])('of what is only announced may be any, also %j', (installed) =>
    expect(exposureOf('token', installed, affectedVersions('token', null, psa) ?? '*')).toBe('possible'),
  );
});
