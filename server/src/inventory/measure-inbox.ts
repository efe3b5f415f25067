import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Db } from '../db/database.ts';
import { lookedUpGauge, lookUp } from '../metrics/looked-up.ts';
import { inboxMax } from './inbox.ts';

interface InboxState {
  readonly oldest: string | null;
  readonly waiting: number;
  readonly dead: number;
}

/** Tells how far this process is behind. */
export function measureBacklog(registry: Registry, backlog: () => number): void {
  lookedUpGauge(
    registry,
    { name: 'patchlight_intake_backlog', help: 'Reports accepted by this process and not yet committed' },
    backlog,
  );
}

/** Tells how far all processes together are behind with what is in the inbox. */
export function measureInbox(registry: Registry, db: Db, now: () => Date): void {
  const inbox = lookUp(async () => {
    const { rows } = await sql<InboxState>`
      select (select received_at from report_inbox where dead_at is null order by id limit 1) as oldest,
        (select count(*) from (select from report_inbox where dead_at is null limit ${inboxMax}) w) as waiting,
        (select count(*) from report_inbox where dead_at is not null) as dead`.execute(db);
    return rows[0];
  });
  const gauge = (name: string, help: string, read: (state: InboxState) => number) =>
    lookedUpGauge(registry, { name, help }, async () => {
      const state = await inbox();
      return state && read(state);
    });
  gauge(
    'patchlight_inbox_oldest_seconds',
    'Age of the oldest report in the inbox that waits to be applied; 0 where none waits',
    ({ oldest }) => (oldest === null ? 0 : Math.max(0, (now().getTime() - Date.parse(oldest)) / 1000)),
  );
  gauge('patchlight_inbox_waiting', 'Reports in the inbox that wait to be applied', ({ waiting }) => waiting);
  gauge(
    'patchlight_inbox_dead_letters',
    'Reports in the inbox that were given up after five tries',
    ({ dead }) => dead,
  );
}
