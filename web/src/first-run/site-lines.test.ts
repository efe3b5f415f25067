import { describe, expect, it } from 'vitest';
import { readSiteLines, readUrl } from './site-lines.ts';

describe('an address as somebody typed it', () => {
  it.each([
    ['www.example.org', 'https://www.example.org'],
    ['http://www.example.org/', 'http://www.example.org'],
    [' https://example.org/de ', 'https://example.org/de'],
    ['localhost:8080', 'https://localhost:8080'],
  ])('%s is %s', (typed, url) => expect(readUrl(typed)).toBe(url));

  it.each(['', 'example', 'two words.org', 'ftp://example.org', 'javascript:alert(1)'])('%s is none', (typed) =>
    expect(readUrl(typed)).toBeUndefined(),
  );
});

describe('a pasted list', () => {
  it('keeps the good lines beside the bad ones', () => {
    const lines = readSiteLines(
      'url,name\nwww.example.org\n\nshop.example.org, "Shop, large", Staging, a; b\nno address\nWWW.EXAMPLE.ORG\nx.example.org,,prod',
    );
    expect(lines.map(({ line, url, problem }) => [line, url, problem])).toEqual([
      [2, 'https://www.example.org', undefined],
      [4, 'https://shop.example.org', undefined],
      [5, 'no address', 'url'],
      [6, 'https://www.example.org', 'twice'],
      [7, 'https://x.example.org', 'environment'],
    ]);
    expect(lines[1]).toMatchObject({ name: 'Shop, large', environment: 'staging', tags: ['a', 'b'] });
  });

  it('takes what spreadsheets save where the comma is for decimals', () => {
    expect(readSiteLines('Adresse;Name\nwww.example.org;"Shop; large";staging;"a,b"')).toMatchObject([
      { line: 2, name: 'Shop; large', environment: 'staging', tags: ['a', 'b'] },
    ]);
  });

  it('takes a table that was copied from a spreadsheet', () => {
    expect(readSiteLines('www.example.org\tExample\tproduction')).toMatchObject([
      { name: 'Example', environment: 'production' },
    ]);
  });
});
