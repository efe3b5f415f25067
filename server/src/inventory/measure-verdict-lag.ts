import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Db } from '../db/database.ts';
import { lookedUpGauge, lookUp } from '../metrics/looked-up.ts';

/** How long the flags of some site have been older than a verdict: from its judgement, until all sites carry it. */
export function measureVerdictLag(registry: Registry, db: Db): void {
  lookedUpGauge(
    registry,
    {
      name: 'patchlight_verdict_lag_seconds',
      help: 'Since when a verdict waits to reach all of its sites; 0 where none does',
    },
    lookUp(async () => {
      const { rows } = await sql<{ lag: number }>`
        select coalesce(extract(epoch from now() - min(v.verdict_at)), 0)::float as lag
        from changed_verdicts c join module_versions v on v.id = c.version_id`.execute(db);
      return rows[0]?.lag;
    }),
  );
}
