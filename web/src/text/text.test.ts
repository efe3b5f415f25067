import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it, vi } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pseudo } from './pseudo.ts';
import { languageOf, loadIntl } from './text.tsx';

const languages = { de, fr, xx: pseudo };
const english: Readonly<Record<string, string>> = en;

type Part = ReturnType<IntlMessageFormat['getAst']>[number];
// The enum of the parser is not exported by the formatter.
const literal: Part['type'] = 0;

function holesIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => {
    if (!('value' in part) || part.type === literal) return [];
    if ('children' in part) return [`<${part.value}>`, ...holesIn(part.children)];
    if ('options' in part)
      return [part.value, ...Object.values(part.options).flatMap((branch) => holesIn(branch.value))];
    return [part.value];
  });
}

/** Names of values and tags that a text takes, each once. */
const holesOf = (text: string): string[] => [...new Set(holesIn(new IntlMessageFormat(text).getAst()))].sort();

const filled = (hole: string) =>
  hole.startsWith('<') ? [hole.slice(1, -1), (parts: unknown[]) => parts.join('')] : [hole, 2];

describe.each(Object.entries(languages))('%s', (language, texts) => {
  it('has no text that English does not have', () => {
    expect(Object.keys(texts).filter((id) => !(id in en))).toEqual([]);
  });

  it('lacks no text that English has', () => {
    expect(Object.keys(en).filter((id) => !(id in texts))).toEqual([]);
  });

  it('can be read', () => {
    const unreadable = Object.entries(texts).filter(([, text]) => {
      try {
        return new IntlMessageFormat(text, language).format(Object.fromEntries(holesOf(text).map(filled))) === '';
      } catch {
        return true;
      }
    });
    expect(unreadable.map(([id]) => id)).toEqual([]);
  });

  it('takes the values that English takes', () => {
    const wrong = Object.entries(texts).filter(([id, text]) => `${holesOf(text)}` !== `${holesOf(english[id] ?? '')}`);
    expect(wrong.map(([id]) => id)).toEqual([]);
  });
});

describe('the language of a person', () => {
  it.each([
    [['de-CH'], 'de'],
    [['FR'], 'fr'],
    [['nl', 'fr-BE'], 'fr'],
    [['nl'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (wanted, language) => expect(languageOf(wanted)).toBe(language));

  it('shows English where it lacks a word', async () => {
    vi.doMock('./fr.ts', () => ({ fr: { 'nav.home': 'Accueil' } }));
    const intl = await loadIntl('fr', 'fr', 'Europe/Paris');
    expect(intl.formatMessage({ id: 'nav.home' })).toBe('Accueil');
    expect(intl.formatMessage({ id: 'nav.members' })).toBe('Members');
  });
});
