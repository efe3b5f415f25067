import { describe, expect, it } from 'vitest';
import { inVersion, oneLine } from './one-line.ts';

describe('words of somebody else', () => {
  it.each([
    ['  Alderbrook\tlibrary ', 'Alderbrook library'],
    ['Name\r\nBcc: x@y.example', 'Name Bcc: x@y.example'],
    ['a\u2028b\u2029c\u0000d\u0085e', 'a b c d e'],
    ['\u202Egpj.exe\u2066 reversed\u2069', 'gpj.exe reversed'],
    ['zero\u200Bwidth\uFEFF', 'zerowidth'],
    ['broken \uD83D half', 'broken \uFFFD half'],
    ['Höfði – Ærø', 'Höfði – Ærø'],
    ['مدرسة', 'مدرسة'],
  ])('%j are one line', (text, line) => expect(oneLine(text, 60)).toBe(line));

  it('are cut, and never within what is seen as one character', () => {
    expect(oneLine('x'.repeat(300), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(oneLine('👩‍👩‍👧‍👦'.repeat(9), 30)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
    expect(oneLine('exactly ten', 11)).toBe('exactly ten');
  });

  it('are cut without being read to their end', () => {
    const endless = 'a\u0301'.repeat(1_000_000);
    const started = performance.now();
    oneLine(endless, 60);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

it('says of no version that there is none', () => {
  expect(inVersion(null)).toBe('–');
  expect(inVersion('\u0000')).toBe('–');
});
