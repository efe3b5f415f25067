import { useIntl } from 'react-intl';
import { useText } from './text.tsx';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Dates and numbers as the person reads them, in their time zone. */
export function useFormat() {
  const intl = useIntl();
  const say = useText();
  const inUnit = (count: number, unit: 'minutes' | 'hours' | 'days') => say(`age.${unit}`, { count });
  return {
    number: (value: number) => intl.formatNumber(value),
    percent: (share: number) => intl.formatNumber(share, { style: 'percent', maximumFractionDigits: 0 }),
    /** `20 Aug 2026` */
    date: (at: string | Date, timeZone?: string) =>
      intl.formatDate(at, { day: 'numeric', month: 'short', year: 'numeric', ...(timeZone && { timeZone }) }),
    /** `Thursday 20 August 2026` */
    longDate: (at: string | Date) =>
      intl.formatDate(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    /** `Wed 26 Aug`, `Wed 26 Aug, 18:00`: days near enough for their weekday to say something. */
    weekday: (at: string | Date) => intl.formatDate(at, { weekday: 'short', day: 'numeric', month: 'short' }),
    weekdayTime: (at: string | Date) =>
      intl.formatDate(at, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
      }),
    /** `Aug 2026` */
    month: (at: string | Date) => intl.formatDate(at, { month: 'short', year: 'numeric' }),
    /** `20 Aug`, with the year where it is not this one. */
    day: (at: string | Date, now = new Date()) =>
      intl.formatDate(at, {
        day: 'numeric',
        month: 'short',
        ...(new Date(at).getFullYear() !== now.getFullYear() && { year: 'numeric' }),
      }),
    time: (at: string | Date) => intl.formatDate(at, { hour: '2-digit', minute: '2-digit' }),
    /** `Thu 20 Aug 2026, 09:14` with the zone: what can be quoted in a ticket. */
    exact: (at: string | Date) =>
      intl.formatDate(at, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZoneName: 'short',
      }),
    dateTime: (at: string | Date) =>
      intl.formatDate(at, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
    /** `09:14` of today, `20 Aug, 09:14` of another day. */
    moment: (at: string | Date, now = new Date()) => {
      const day = (of: string | Date) => intl.formatDate(of, { dateStyle: 'short' });
      const year = new Date(at).getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
      return intl.formatDate(at, {
        ...(day(at) !== day(now) && { day: 'numeric', month: 'short', ...year }),
        hour: '2-digit',
        minute: '2-digit',
      });
    },
    /** How long ago, in one unit: `27 min`, `3 h`, `35 d`. */
    age: (at: string | Date, now = Date.now()) => {
      const ms = Math.max(0, now - new Date(at).getTime());
      if (ms < minute) return say('age.now');
      if (ms < hour) return inUnit(Math.floor(ms / minute), 'minutes');
      return ms < 2 * day ? inUnit(Math.floor(ms / hour), 'hours') : inUnit(Math.floor(ms / day), 'days');
    },
    hours: (value: number) =>
      value < 48 ? inUnit(Math.round(value), 'hours') : inUnit(Math.round(value / 24), 'days'),
    days: (value: number) => inUnit(value, 'days'),
    bytes: (value: number) =>
      value < 1024 * 1024
        ? intl.formatNumber(value / 1024, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 })
        : intl.formatNumber(value / 1024 / 1024, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }),
    list: (items: readonly string[]) => intl.formatList(items, { type: 'conjunction' }),
    zone: intl.timeZone ?? 'UTC',
    locale: intl.locale,
  };
}
