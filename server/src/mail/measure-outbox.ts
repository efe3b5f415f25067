import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Db } from '../db/database.ts';
import { lookedUpGauge, lookUp } from '../metrics/looked-up.ts';

/** Tells, whenever the metrics are read, how many mails wait: one that was sent or given up does not. */
export function measureOutbox(registry: Registry, db: Db): void {
  lookedUpGauge(
    registry,
    { name: 'patchlight_mail_queue', help: 'Mails in the outbox that are not sent yet' },
    lookUp(async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*) as waiting from outbox where sent_at is null and failed_at is null`.execute(db);
      return rows[0]?.waiting;
    }),
  );
}
