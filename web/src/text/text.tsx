import type { ReactNode } from 'react';
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from 'react-intl';
import type { TextId } from './en.ts';
import { enFirst } from './en-first.ts';

export type { TextId } from './en.ts';

/** Languages of the interface. `xx` is English made long and strange, to find what was not taken from here. */
export const languages = ['en', 'de', 'fr', 'xx'] as const;
export type Language = (typeof languages)[number];
export type Texts = Readonly<Partial<Record<TextId, string>>>;

const cache = createIntlCache();

const catalogues: Record<Language, () => Promise<Texts>> = {
  en: async () => enFirst,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  xx: async () => (await import('./pseudo.ts')).pseudo,
};

/** The nearest language we have to what the person wants, e.g. `de` for `de-CH`. */
export function languageOf(wanted: readonly string[]): Language {
  for (const each of wanted) {
    const language = languages.find((known) => known === each.toLowerCase().split('-')[0]);
    if (language !== undefined) return language;
  }
  return 'en';
}

// English of the pages that were opened, and what is shown now: both grow with the pages.
const english: Record<string, string> = { ...enFirst };
let shown: Record<string, string> = english;

/** Brings the texts that the first view does without. Once; asking again costs nothing. */
export async function restOfTexts(): Promise<void> {
  const { enRest } = await import('./en-rest.ts');
  for (const [id, text] of Object.entries(enRest)) {
    english[id] ??= text;
    shown[id] ??= text;
  }
}

/** Texts, numbers and dates of a person. What a language lacks stands in English. */
export async function loadIntl(language: Language, locale: string, timeZone: string): Promise<IntlShape> {
  const texts = await catalogues[language]();
  shown = { ...english, ...texts };
  // English without a country: the day before the month, and 24 hours.
  const own = language === 'xx' || locale === 'en' ? 'en-GB' : locale;
  return createIntl({ locale: own, timeZone, messages: shown, onError: warn }, cache);
}

function warn(error: Error): void {
  if (import.meta.env.DEV) console.warn(error.message);
}

export function TextProvider({ intl, children }: { intl: IntlShape; children: ReactNode }) {
  return <RawIntlProvider value={intl}>{children}</RawIntlProvider>;
}

type Plain = string | number | boolean | Date | null | undefined;
/** Gives the text of an id, with its values filled in. */
export type Say = (id: TextId, values?: Record<string, Plain>) => string;

export function useText(): Say {
  const intl = useIntl();
  return (id, values) => intl.formatMessage({ id }, values as Record<string, string>);
}

type Rich = Plain | ReactNode | ((parts: ReactNode) => ReactNode);

/** A text with parts that are more than text: `<b>` for strong is always known, other tags are given as functions. */
export function T({ id, ...values }: { id: TextId } & Record<string, Rich>) {
  const intl = useIntl();
  const strong = (parts: ReactNode) => <strong>{parts}</strong>;
  return <>{intl.formatMessage({ id }, { b: strong, ...values } as Parameters<IntlShape['formatMessage']>[1])}</>;
}
