import { Registry } from 'prom-client';
import { afterAll, inject } from 'vitest';
import type { Log } from '../src/context.ts';
import { type JobPool, openJobPool } from '../src/db/database.ts';
import { createOutgoing } from '../src/outgoing/outgoing.ts';
import type { Job, JobTools } from '../src/schedule.ts';
import { createTelemetry } from '../src/telemetry.ts';
import { startWorker, type Worker } from '../src/worker.ts';
import type { TestDatabase } from './harness.ts';
import { press } from './messages.ts';

export interface Logged {
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** What jobs are given that send nothing to anybody. */
export function jobTools(registry = new Registry()): JobTools {
  return {
    smtp: undefined,
    telemetry: createTelemetry(registry),
    outgoing: createOutgoing(),
    describe: undefined,
    press,
  };
}

/** Workers on the queue of a test database, each with connections of its own as another process has. */
export function useQueue(database: Pick<TestDatabase, 'name' | 'current'>) {
  const workers: Worker[] = [];
  const pools: JobPool[] = [];
  const logged: Logged[] = [];
  const note = (fields: object, message: string) => void logged.push({ message, fields: { ...fields } });
  const log: Log = { debug() {}, info: note, warn: note, error: note };
  const registry = new Registry();
  const tools = jobTools(registry);
  const open = () => {
    const { folder, port, user } = inject('postgres');
    const pool = openJobPool({ socket: { folder, port, user, database: database.name } }, () => undefined);
    pools.push(pool);
    return pool;
  };
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await Promise.all(pools.map((pool) => pool.end()));
  });
  return {
    logged,
    registry,
    open,
    start(jobs: readonly Job[], changes: Partial<JobTools> = {}): Worker {
      const worker = startWorker({
        db: database.current.db,
        queue: open(),
        log,
        tools: { ...tools, ...changes },
        jobs,
      });
      workers.push(worker);
      return worker;
    },
  };
}

/** Waits until it is so, and fails when it is not so in time. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
