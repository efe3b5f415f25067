import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { staleHours } from './due.ts';

interface Health {
  readonly status: 'ok' | 'degraded';
  readonly detail?: string;
}

/** Whether what is known of drupal.org is there and kept up to date; in words for whoever looks after the server. */
export async function feedHealth(db: Db, { isFetching, now }: { isFetching: boolean; now: Date }): Promise<Health> {
  const { rows } = await sql<{ histories: string | null; advisories: string | null; known: boolean }>`
    select (select max(fetched_at) from release_feeds) as histories,
      (select succeeded_at from feed_sources where kind = 'advisories_osv') as advisories,
      exists (select from advisories) as known`.execute(db);
  const { histories = null, advisories = null, known = false } = rows[0] ?? {};
  if (histories === null && !known) return degraded('no release data yet: everything is unknown');
  if (!isFetching) return degraded('FEEDS=off: what is known is as old as the last import');
  if (isOlder(histories, staleHours.release_history, now))
    return degraded('no release history was fetched for two days');
  if (isOlder(advisories, staleHours.advisories_osv, now)) return degraded('no advisories were fetched for a day');
  return { status: 'ok' };
}

function isOlder(time: string | null, hours: number, now: Date): boolean {
  return time === null || now.getTime() - Date.parse(time) > hours * 3_600_000;
}

function degraded(detail: string): Health {
  return { status: 'degraded', detail };
}
