import { describe, expect, it, test } from 'vitest';
import { endOfQuiet, instantOf, lastTurn, localTime } from './local-time.ts';

const at = (text: string) => new Date(text);
const local = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return { year, month, day, hour, minute };
};

describe('a time on the clocks of a zone', () => {
  test.each([
    ['UTC', '2026-11-24 08:00', '2026-11-24T08:00:00Z'],
    ['Europe/Oslo', '2026-11-24 08:00', '2026-11-24T07:00:00Z'],
    ['America/New_York', '2026-07-01 08:00', '2026-07-01T12:00:00Z'],
    ['Asia/Kathmandu', '2026-07-01 08:00', '2026-07-01T02:15:00Z'],
    // Skipped: as long after the skip.
    ['Europe/Berlin', '2026-03-29 02:00', '2026-03-29T01:00:00Z'],
    ['America/New_York', '2026-03-08 02:30', '2026-03-08T07:30:00Z'],
    // Shown twice: the first time.
    ['Europe/Berlin', '2026-10-25 02:00', '2026-10-25T00:00:00Z'],
    ['America/New_York', '2026-11-01 01:00', '2026-11-01T05:00:00Z'],
    // Half an hour, and midnight itself.
    ['Australia/Lord_Howe', '2026-10-04 02:00', '2026-10-03T15:30:00Z'],
    ['America/Santiago', '2026-09-06 00:00', '2026-09-06T04:00:00Z'],
    ['Pacific/Kiritimati', '2026-01-01 00:00', '2025-12-31T10:00:00Z'],
  ])('%s %s is %s', (zone, time, instant) => {
    expect(instantOf(local(time), zone)).toEqual(at(instant));
  });

  it('comes back to the time that it was made of, but where clocks skip it', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Sydney',
      'Asia/Kolkata',
      'America/Sao_Paulo',
      'Pacific/Auckland',
    ])
      for (let day = 0; day < 365; day += 1)
        for (const hour of [0, 1, 2, 3, 8, 23]) {
          const date = new Date(Date.UTC(2026, 0, 1 + day));
          const wanted = { year: 2026, month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute: 0 };
          const shown = localTime(instantOf(wanted, zone), zone);
          const isSkipped = shown.hour !== hour;
          if (isSkipped) expect([shown.day, shown.hour]).toEqual([wanted.day, hour + 1]);
          else expect(shown).toEqual(wanted);
        }
  });
});

describe('the last turn', () => {
  test.each([
    ['daily, an hour later', '2026-11-24T08:30:00Z', 8, null, 'Europe/Oslo', '2026-11-24T07:00:00Z'],
    ['daily, a moment before', '2026-11-24T06:59:59Z', 8, null, 'Europe/Oslo', '2026-11-23T07:00:00Z'],
    ['daily, on the second', '2026-11-24T07:00:00Z', 8, null, 'Europe/Oslo', '2026-11-24T07:00:00Z'],
    ['weekly on Monday, on a Sunday', '2026-11-29T12:00:00Z', 8, 1, 'UTC', '2026-11-23T08:00:00Z'],
    ['weekly on Sunday, on a Saturday', '2026-11-28T12:00:00Z', 8, 7, 'UTC', '2026-11-22T08:00:00Z'],
    ['weekly on the day itself before the hour', '2026-11-23T07:59:00Z', 8, 1, 'UTC', '2026-11-16T08:00:00Z'],
    ['where it is tomorrow already', '2026-11-23T22:00:00Z', 8, 2, 'Pacific/Auckland', '2026-11-23T19:00:00Z'],
  ])('%s', (_what, now, hour, weekday, zone, expected) => {
    expect(lastTurn(at(now), { hour, weekday, zone })).toEqual(at(expected));
  });

  it('comes once a day through a year, at its hour, whatever the clocks do', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Sydney',
      'America/Santiago',
      'Africa/Casablanca',
      'Asia/Tehran',
    ])
      for (const hour of [0, 2, 8]) {
        const turns = new Set<number>();
        for (let now = Date.UTC(2026, 0, 2); now < Date.UTC(2027, 0, 2); now += 3_600_000)
          turns.add(lastTurn(new Date(now), { hour, weekday: null, zone }).getTime());
        const days = [...turns]
          .map((turn) => localTime(new Date(turn), zone))
          .map(({ year, month, day }) => `${year}-${month}-${day}`);
        expect([zone, hour, new Set(days).size]).toEqual([zone, hour, turns.size]);
        expect(turns.size).toBeGreaterThanOrEqual(365);
        expect(turns.size).toBeLessThanOrEqual(367);
      }
  });
});

describe('quiet hours', () => {
  const night = { from: '22:00', to: '07:00' };
  test.each([
    ['in the evening', '2026-11-24T22:30:00Z', night, 'UTC', '2026-11-25T07:00:00Z'],
    ['after midnight', '2026-11-25T01:00:00Z', night, 'UTC', '2026-11-25T07:00:00Z'],
    ['when they begin', '2026-11-24T22:00:00Z', night, 'UTC', '2026-11-25T07:00:00Z'],
    ['when they end', '2026-11-25T07:00:00Z', night, 'UTC', null],
    ['by day', '2026-11-24T12:00:00Z', night, 'UTC', null],
    ['elsewhere', '2026-11-24T12:00:00Z', night, 'Pacific/Auckland', '2026-11-24T18:00:00Z'],
    ['over the change of clocks', '2026-10-24T21:30:00Z', night, 'Europe/Berlin', '2026-10-25T06:00:00Z'],
    ['within a day', '2026-11-24T12:30:00Z', { from: '12:00', to: '13:00' }, 'UTC', '2026-11-24T13:00:00Z'],
    ['of none', '2026-11-24T23:00:00Z', null, 'UTC', null],
  ])('%s', (_when, now, quiet, zone, expected) => {
    expect(endOfQuiet(at(now), quiet, zone)).toEqual(expected === null ? null : at(expected));
  });
});
