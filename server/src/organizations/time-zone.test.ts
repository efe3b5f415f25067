import { expect, it } from 'vitest';
import { useDatabase } from '../../test/harness.ts';
import { isTimeZone } from './time-zone.ts';

const database = useDatabase();

it.each(['UTC', 'gmt', 'Europe/Berlin', 'america/new_york', 'America/Argentina/Ushuaia', 'Asia/Calcutta', 'Etc/GMT+5'])(
  '%s is one',
  (name) => expect(isTimeZone(name)).toBe(true),
);

it.each(['', '+05:30', '-03', 'IST', 'BST', 'PST8PDT', 'Z', 'Mars/Olympus', 'Europe/', 'Europe/Berlin ', "UTC'"])(
  '%j is none',
  (name) => expect(isTimeZone(name)).toBe(false),
);

it('PostgreSQL knows each of them', async () => {
  const names = Intl.supportedValuesOf('timeZone').filter(isTimeZone);
  expect(names.length).toBeGreaterThan(300);
  const rows = await database.administer<{ local: string }>(
    'select now() at time zone name as local from unnest($1::text[]) as names(name)',
    [names],
  );
  expect(rows).toHaveLength(names.length);
});
