import { describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pseudo } from './pseudo.ts';
import { languageOf, loadIntl } from './text.tsx';

const languages = { de, fr, pseudo };

/** Names of values and tags that a text takes, each once. */
function holesOf(text: string): string[] {
  const values = [...text.matchAll(/\{(\w+)\s*[,}]/g)].map(([, name]) => name);
  const tags = [...text.matchAll(/<(\w+)>/g)].map(([, name]) => `<${name}>`);
  return [...new Set([...values, ...tags])].map(String).sort();
}

describe.each(Object.entries(languages))('%s', (_language, texts) => {
  it('has no text that English does not have', () => {
    expect(Object.keys(texts).filter((id) => !(id in en))).toEqual([]);
  });

  it('takes the values that English takes', () => {
    const wrong = Object.entries(texts).filter(([id, text]) => {
      const [ours, english] = [holesOf(text), holesOf(en[id as keyof typeof en])];
      return JSON.stringify(ours) !== JSON.stringify(english);
    });
    expect(wrong.map(([id]) => id)).toEqual([]);
  });

  it('can be read', async () => {
    const intl = await loadIntl('en', 'en', 'UTC');
    const values = new Proxy(
      {},
      {
        get: () => 2,
        has: () => true,
        ownKeys: () => [],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    );
    const unreadable = Object.entries(texts).filter(([id, text]) => {
      try {
        const tags = Object.fromEntries(
          holesOf(text)
            .filter((hole) => hole.startsWith('<'))
            .map((hole) => [hole.slice(1, -1), (parts: unknown) => parts]),
        );
        const holes = Object.fromEntries(
          holesOf(text)
            .filter((hole) => !hole.startsWith('<'))
            .map((hole) => [hole, 2]),
        );
        return intl.formatMessage({ id, defaultMessage: text }, { ...values, ...holes, ...tags } as never) === '';
      } catch {
        return true;
      }
    });
    expect(unreadable.map(([id]) => id)).toEqual([]);
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
    const intl = await loadIntl('fr', 'fr', 'Europe/Paris');
    expect(intl.formatMessage({ id: 'console.title' })).toBe('Console');
    expect(intl.formatMessage({ id: 'nav.home' })).toBe('Accueil');
  });
});
