import { Registry } from 'prom-client';
import { createAnnouncer } from './changes/announcer.ts';
import { type Log, systemContext } from './context.ts';
import type { Database } from './db/database.ts';
import { parseStrictJson } from './http/strict-json.ts';
import { newId } from './ids.ts';
import { drainInbox } from './inventory/drain-inbox.ts';
import { createInbox, type Inbox } from './inventory/inbox.ts';
import { createIntake, type Intake } from './inventory/intake.ts';
import { measureBacklog } from './inventory/measure-inbox.ts';
import { measureShared } from './measure-shared.ts';
import { createCatalogue } from './modules/catalogue.ts';
import type { RedisServer } from './redis/client.ts';
import { createPointers } from './redis/pointers.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

interface EngineParts {
  readonly database: Database;
  readonly logger: Log;
  readonly now: () => Date;
  /** Shared by all processes; undefined where there is none. */
  readonly redis?: RedisServer | undefined;
}

/** How reports get into the database, and what is counted of it: the same in a server and in a worker. */
export interface Engine {
  readonly metrics: Registry;
  readonly telemetry: Telemetry;
  readonly intake: Intake;
  readonly inbox: Inbox;
  /** Applies what waits in the inbox, until what it returns is called. */
  startDraining(): () => Promise<void>;
  /** Resolves when everything that it has taken is written. */
  close(): Promise<void>;
}

export function createEngine({ database, logger, now, redis }: EngineParts): Engine {
  const { db } = database;
  const metrics = new Registry();
  const telemetry = createTelemetry(metrics);
  measureShared(metrics, { database, redis, now });
  const announcer = createAnnouncer(db, logger);
  const intake = createIntake({ database, catalogue: createCatalogue(db), telemetry, announcer });
  const inbox = createInbox(database);
  const pointers = redis && createPointers(redis, `${process.pid}-${newId()}`);
  if (pointers !== undefined) inbox.onAdded(pointers.add);
  measureBacklog(metrics, intake.backlog);
  const startDraining = () => {
    const ctx = { ...systemContext(db, logger, 'inbox'), now };
    return drainInbox({ ctx, inbox, pointers, intake, telemetry, parseJson: parseStrictJson });
  };
  const close = async () => {
    await Promise.all([intake.idle(), inbox.idle()]);
    await announcer.close();
  };
  return { metrics, telemetry, intake, inbox, startDraining, close };
}
