import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { catalogues, languageOf, wordsOf } from './words.ts';

type Part = ReturnType<IntlMessageFormat['getAst']>[number];
// The enum of the parser is not exported by the formatter.
const literal: Part['type'] = 0;

function holesIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => {
    if (!('value' in part) || part.type === literal) return [];
    if ('children' in part) return [`<${part.value}>`, ...holesIn(part.children)];
    if ('options' in part) return [part.value, ...Object.values(part.options).flatMap(({ value }) => holesIn(value))];
    return [part.value];
  });
}

/** Names of values and tags that a text takes, each once. */
const holesOf = (text: string): string[] => [...new Set(holesIn(new IntlMessageFormat(text).getAst()))].sort();

describe.each(['de', 'fr'] as const)('the texts in %s', (language) => {
  const texts = catalogues[language];

  it('are those that English has', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(catalogues.en).sort());
  });

  it('take the values that English takes', () => {
    const wrong = Object.entries(catalogues.en).filter(
      ([id, text]) => `${holesOf(texts[id as keyof typeof texts])}` !== `${holesOf(text)}`,
    );
    expect(wrong.map(([id]) => id)).toEqual([]);
  });

  it('are not English', () => {
    const same = Object.entries(texts).filter(([id, text]) => text === catalogues.en[id as keyof typeof texts]);
    // Words that both languages have.
    const sentences = same.filter(([, text]) => text.replace(/\{.*\}/, '').split(' ').length > 2);
    expect(sentences).toEqual([]);
  });
});

describe('the language of a reader', () => {
  it.each([
    ['de-AT', 'de'],
    ['de_DE', 'de'],
    ['FR', 'fr'],
    ['en-US', 'en'],
    ['nl', 'en'],
    ['', 'en'],
    ['not a locale', 'en'],
  ])('of %j is %s', (locale, language) => expect(languageOf(locale)).toBe(language));
});

describe('a moment', () => {
  const at = new Date('2026-08-12T17:58:00Z');
  it.each([
    ['en', 'Europe/Copenhagen', 'Wed 12 Aug 2026, 19:58', 'Wed 12 Aug, 19:58'],
    ['en-US', 'America/New_York', 'Wed Aug 12, 2026, 01:58 PM', 'Wed Aug 12, 01:58 PM'],
    ['de', 'Europe/Berlin', 'Mi, 12. Aug. 2026, 19:58 Uhr', 'Mi, 12. Aug., 19:58 Uhr'],
    ['de-AT', 'Europe/Vienna', 'Mi, 12. Aug. 2026, 19:58 Uhr', 'Mi, 12. Aug., 19:58 Uhr'],
    ['fr', 'Pacific/Auckland', 'jeu. 13 août 2026, 05:58', 'jeu. 13 août, 05:58'],
    ['xx', 'Nowhere/Atlantis', 'Wed 12 Aug 2026, 17:58', 'Wed 12 Aug, 17:58'],
  ])('is said in %s and %s', (locale, timezone, full, short) => {
    const words = wordsOf({ locale, timezone }, at);
    // Spaces before AM and PM differ between versions of Node.
    const plain = (text: string) => text.replace(/\s/g, ' ');
    expect(plain(words.fullDayTime(at))).toBe(full);
    expect(plain(words.dayTime(at))).toBe(short);
  });

  it('has its year where it is another', () => {
    const words = wordsOf({ locale: 'en', timezone: 'UTC' }, at);
    expect(words.day(new Date('2025-08-12T17:58:00Z'))).toBe('Tue 12 Aug 2025');
  });
});
