import type { Registry } from 'prom-client';
import type { Database } from './db/database.ts';
import { measureFeedAge } from './feeds/feed-age.ts';
import { measureInbox } from './inventory/measure-inbox.ts';
import { measureVerdictLag } from './inventory/measure-verdict-lag.ts';
import { measureOutbox } from './mail/measure-outbox.ts';
import { lookedUpGauge } from './metrics/looked-up.ts';
import type { RedisServer } from './redis/client.ts';
import { measureStream } from './redis/measure-stream.ts';

interface Shared {
  readonly database: Database;
  readonly redis?: RedisServer | undefined;
  readonly now: () => Date;
}

/** What every process tells alike: it is looked up where all of them keep it. */
export function measureShared(registry: Registry, { database, redis, now }: Shared): void {
  // The first, so that the look-ups of the others are not among those that wait.
  lookedUpGauge(
    registry,
    { name: 'patchlight_db_pool_waiting', help: 'What waits in this process for a connection to the database' },
    database.waiting,
  );
  measureInbox(registry, database.db, now);
  measureVerdictLag(registry, database.db);
  measureFeedAge(registry, database.db, now);
  measureOutbox(registry, database.db);
  if (redis !== undefined) measureStream(registry, redis);
}
