import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Generator } from './generator.ts';
import type { QuietLine } from './ledger.ts';
import type { Stage } from './stage.ts';

/** Of the requests, the report writer and the jobs of one process; the numbers of server/src/db/database.ts. */
const connectionsOfProcess = 10 + 4 + 6;
const patienceMs = 120_000;
const lookEveryMs = 100;

const programsOf = ({ servers, workers }: Stage) => [...servers.map(({ program }) => program), ...workers];

/** Of all processes together. */
export async function residentMb(stage: Stage): Promise<number> {
  const sizes = await Promise.all(programsOf(stage).map((program) => program.residentMb()));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Ends the faults and the load, and measures how long it takes until everything is as it was. */
export async function calmDown(stage: Stage, load: Generator, residentFirst: number): Promise<QuietLine> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  await stage.heal();
  for (const { link } of stage.servers) await until(() => isReady(link.port));
  const healedSeconds = seconds();
  await load.stop();
  const client = new pg.Client({ connectionString: await stage.postgres.url() });
  await client.connect();
  try {
    const count = async (text: string) => Number((await client.query<{ n: string }>(text)).rows[0]?.n);
    await until(async () => (await count('select count(*) as n from report_inbox where dead_at is null')) === 0);
    return {
      ...{ is: 'quiet', healedSeconds, drainedSeconds: seconds() },
      // Its one server cannot go on without the PostgreSQL that it brings.
      endedByThemselves: stage.mode === 'embedded' ? [] : programsOf(stage).flatMap((each) => each.endedByItself()),
      connections: await count("select count(*) as n from pg_stat_activity where application_name = 'patchlight'"),
      connectionsMax: programsOf(stage).length * connectionsOfProcess,
      residentMb: { first: residentFirst, last: await residentMb(stage) },
    };
  } finally {
    await client.end();
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Goes on after a while in any case: what is not there by then is found by the checker. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isSo()) && performance.now() < end) await sleep(lookEveryMs);
}
