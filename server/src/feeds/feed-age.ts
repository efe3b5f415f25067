import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Db } from '../db/database.ts';
import { lookedUpGauges, lookUp } from '../metrics/looked-up.ts';

/** Tells, whenever the metrics are read, how old the oldest good answer of each kind is. What was never fetched has no age. */
export function measureFeedAge(registry: Registry, db: Db, now: () => Date): void {
  const look = lookUp(async () => {
    const { rows } = await sql<{ kind: string; as_of: string }>`
      select s.kind, min(case when s.module_id is null then s.succeeded_at else f.fetched_at end) as as_of
      from feed_sources s left join release_feeds f on f.module_id = s.module_id
      where s.next_fetch_at is not null
        and case when s.module_id is null then s.succeeded_at else f.fetched_at end is not null
      group by s.kind`.execute(db);
    return Object.fromEntries(
      rows.map(({ kind, as_of }) => [kind, Math.max(0, (now().getTime() - Date.parse(as_of)) / 1000)]),
    );
  });
  lookedUpGauges(
    registry,
    {
      name: 'patchlight_feed_age_seconds',
      help: 'Age of the oldest release history in use, and of each list of advisories',
      label: 'source',
    },
    look,
  );
}
