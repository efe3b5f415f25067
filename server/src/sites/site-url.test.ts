import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSiteUrl } from './site-url.ts';

describe('I-14: one form for one address', () => {
  it.each([
    ['HTTP://EX.org:80/', 'http://ex.org'],
    ['https://ex.org:443', 'https://ex.org'],
    ['https://ex.org:8443/', 'https://ex.org:8443'],
    ['  https://ex.org  ', 'https://ex.org'],
    ['https://ex.org/de//', 'https://ex.org/de'],
    ['https://ex.org/Path', 'https://ex.org/Path'],
    ['https://m\u00fcller.de', 'https://xn--mller-kva.de'],
    ['https://ex.org/a/../b', 'https://ex.org/b'],
    ['http://127.1', 'http://127.0.0.1'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
    ['http://localhost/site', 'http://localhost/site'],
  ])('%s is %s', (text, expected) => expect(normalSiteUrl(text)).toBe(expected));

  it('is its own', () => {
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        expect(normalSiteUrl(normalSiteUrl(url))).toBe(normalSiteUrl(url));
      }),
    );
  });
});

describe('I-14: refused', () => {
  it.each([
    '',
    'ex.org',
    '//ex.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://ex.org',
    'https://me@ex.org',
    'https://me:pw@ex.org',
    'https://ex.org?x=1',
    'https://ex.org#x',
    'https://ex.org/\r\nX: y',
    'https://ex\t.org',
    'https://ex .org',
    'https://',
    'https://ex.org:99999',
    'https://xn--a',
    'http://[::1',
    'https://ex.org/\u0000',
  ])('%j', (text) =>
    expect(() => normalSiteUrl(text)).toThrow(
      expect.objectContaining({ code: 'validation_error', details: [expect.objectContaining({ path: '/url' })] }),
    ),
  );
});
