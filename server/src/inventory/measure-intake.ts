import { sql } from 'kysely';
import { Gauge, type Registry } from 'prom-client';
import type { Db } from '../db/database.ts';

interface Measured {
  readonly backlog: () => number;
  readonly now: () => Date;
}

/** Tells, whenever the metrics are read, how far the reports of this process, and those in the inbox, are behind. */
export function measureIntake(registry: Registry, db: Db, { backlog, now }: Measured): void {
  const registers = [registry];
  new Gauge({
    name: 'patchlight_intake_backlog',
    help: 'Reports accepted by this process and not yet committed',
    registers,
    collect() {
      this.set(backlog());
    },
  });
  new Gauge({
    name: 'patchlight_inbox_oldest_seconds',
    help: 'Age of the oldest report in the inbox that waits to be applied',
    registers,
    async collect() {
      const { rows } = await sql<{ received_at: string }>`
        select received_at from report_inbox where dead_at is null order by id limit 1`.execute(db);
      const [oldest] = rows;
      this.set(oldest === undefined ? 0 : Math.max(0, (now().getTime() - Date.parse(oldest.received_at)) / 1000));
    },
  });
}
