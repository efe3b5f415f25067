import { IntlMessageFormat } from 'intl-messageformat';
import { isTimeZone } from '../../organizations/time-zone.ts';
import type { Line } from './letter.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';

export type TextId = keyof typeof en;
export type Language = 'en' | 'de' | 'fr';
export type Values = Readonly<Record<string, string | number>>;

export const catalogues: Readonly<Record<Language, Readonly<Record<TextId, string>>>> = { en, de, fr };

/** How a reader is spoken to: texts in their language, dates in their time zone. */
export interface Words {
  readonly language: Language;
  say(id: TextId, values?: Values): string;
  /** A text whose `<b>` parts are strong. */
  line(id: TextId, values?: Values): Line;
  and(items: readonly string[]): string;
  or(items: readonly string[]): string;
  compare(one: string, other: string): number;
  /** `Wed 12 Aug`, with the year where it is not that of the mail. */
  day(at: Date): string;
  /** `Wed 12 Aug, 19:58` */
  dayTime(at: Date): string;
  /** `Wed 12 Aug 2026, 19:58` */
  fullDay(at: Date): string;
  fullDayTime(at: Date): string;
  /** `12 Aug` */
  date(at: Date): string;
  time(at: Date): string;
  isSameDay(one: Date, other: Date): boolean;
}

/** @param now the moment that the mail speaks of. */
export function wordsOf({ locale, timezone }: { locale: string; timezone: string }, now: Date): Words {
  const language = languageOf(locale);
  const own = formatsOf(regionOf(locale, language), timezone);
  const say = (id: TextId, values?: Values) => `${messageOf(language, id).format<string>({ b: joined, ...values })}`;
  const isThisYear = (at: Date) => own.year.format(at) === own.year.format(now);
  const withWeekday = (at: Date, date: string) => say('date.day', { weekday: own.weekday.format(at), date });
  const day = (at: Date) => withWeekday(at, (isThisYear(at) ? own.date : own.fullDate).format(at));
  const fullDay = (at: Date) => withWeekday(at, own.fullDate.format(at));
  const withTime = (at: Date, date: string) => say('date.time', { day: date, time: own.time.format(at) });
  return {
    language,
    say,
    line: (id, values) => lineOf(messageOf(language, id).format<Strong>({ b: strong, ...values })),
    and: (items) => own.and.format(items),
    or: (items) => own.or.format(items),
    compare: own.collator.compare,
    day,
    dayTime: (at) => withTime(at, day(at)),
    fullDay,
    fullDayTime: (at) => withTime(at, fullDay(at)),
    date: (at) => own.date.format(at),
    time: (at) => own.time.format(at),
    isSameDay: (one, other) => own.fullDate.format(one) === own.fullDate.format(other),
  };
}

/** `de` for `de-AT`, English for what we do not speak. */
export function languageOf(locale: string): Language {
  const wanted = locale.toLowerCase().split(/[-_]/)[0];
  return wanted === 'de' || wanted === 'fr' ? wanted : 'en';
}

/** The reader's own way to write dates where it is one of the language, or else the usual one. */
function regionOf(locale: string, language: Language): string {
  // English without a country: the day before the month, and 24 hours.
  const usual = language === 'en' ? 'en-GB' : language;
  if (!/^(en|de|fr)-[a-z]{2}$/i.test(locale)) return usual;
  return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? usual;
}

interface Strong {
  readonly strong: string;
}
const joined = (parts: unknown[]) => parts.join('');
const strong = (parts: unknown[]): Strong => ({ strong: parts.join('') });

function lineOf(formatted: string | Strong | (string | Strong)[]): Line {
  const parts = Array.isArray(formatted) ? formatted : [formatted];
  return parts.map((part) => (typeof part === 'string' ? { text: part } : { text: part.strong, isStrong: true }));
}

const messages = new Map<string, IntlMessageFormat>();

function messageOf(language: Language, id: TextId): IntlMessageFormat {
  const key = `${language} ${id}`;
  let message = messages.get(key);
  if (message === undefined) {
    message = new IntlMessageFormat(catalogues[language][id], language === 'en' ? 'en-GB' : language);
    messages.set(key, message);
  }
  return message;
}

type Formats = ReturnType<typeof createFormats>;
const formats = new Map<string, Formats>();
// As many as there are places, times a few languages: far fewer are in use, and each is some kilobytes.
const mostFormats = 100;

function formatsOf(locale: string, timezone: string): Formats {
  const key = `${locale} ${timezone}`;
  let found = formats.get(key);
  if (found === undefined) {
    if (formats.size >= mostFormats) formats.clear();
    found = createFormats(locale, timezone);
    formats.set(key, found);
  }
  return found;
}

function createFormats(locale: string, wanted: string) {
  const timeZone = isTimeZone(wanted) ? wanted : 'UTC';
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const date = { day: 'numeric', month: 'short' } as const;
  return {
    // In pieces that texts put together: how whole dates are punctuated differs between versions of Node.
    weekday: format({ weekday: 'short' }),
    date: format(date),
    fullDate: format({ ...date, year: 'numeric' }),
    year: format({ year: 'numeric' }),
    time: format({ hour: '2-digit', minute: '2-digit' }),
    and: new Intl.ListFormat(locale, { type: 'conjunction' }),
    or: new Intl.ListFormat(locale, { type: 'disjunction' }),
    collator: new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }),
  };
}
