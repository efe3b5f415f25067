import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedAt } from './bed.ts';
import { type Child, startChild } from './child.ts';
import type { LoadResult } from './load.ts';
import { seed } from './seed.ts';
import { type Server, startServer } from './server.ts';
import { startVerifying } from './verify.ts';

/** A server whose sites reported once a day for a year, and changed six versions once a week. */
export interface Year {
  readonly server: Server;
  readonly database: pg.Pool;
  /** When it began; it ends 52 weeks later. */
  readonly from: Date;
  close(): Promise<void>;
}

export const yearSites = 1_000;
const days = 364;
const dayMs = 86_400_000;
const stepsADay = 4;
const connections = 16;

/** Opens the year that was made before, or makes it: some minutes. */
export async function openYear(dataDir: string): Promise<Year> {
  const stamp = join(dataDir, 'year.json');
  // What was not finished is of no use.
  if (!existsSync(stamp)) await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  const server = await startServer({ dataDir, logFile: join(dataDir, 'server.log') });
  let database: pg.Pool | undefined;
  const close = async () => {
    await database?.end();
    await server.stop();
  };
  try {
    const { connectionString } = await embeddedAt(dataDir);
    database = new pg.Pool({ connectionString, max: 2 });
    if (!existsSync(stamp)) {
      const from = Date.now() - days * dayMs;
      await makeYear(database, connectionString, from);
      await writeFile(stamp, JSON.stringify({ from }));
    }
    const { from } = JSON.parse(await readFile(stamp, 'utf8')) as { from: number };
    return { server, database, from: new Date(from), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The reports of a year, over HTTP, to the application on a clock that is set forward by a quarter of a day. */
async function makeYear(database: pg.Pool, connectionString: string, from: number): Promise<void> {
  const client = await database.connect();
  await seed(client, yearSites, new Date(from).toISOString()).finally(() => client.release());
  const [application, generator] = [startChild('year-server'), startChild('generator')];
  try {
    const port = await application.ask<number>({ do: 'listen', connectionString });
    await generator.ask({ do: 'load', connectionString });
    const verify = await startVerifying({ database, countDifferences: () => generator.ask({ do: 'compare' }) });
    await verify(await reportDaily(application, generator, { port, from }));
  } finally {
    await Promise.all([application.stop(), generator.stop()]);
  }
  await database.query('vacuum (analyze)');
}

async function reportDaily(
  application: Child,
  generator: Child,
  { port, from }: { port: number; from: number },
): Promise<LoadResult[]> {
  const answered: LoadResult[] = [];
  let sent = 0;
  for (let step = 1; step <= days * stepsADay; step += 1) {
    await application.ask({ do: 'keep', at: from + (step * dayMs) / stepsADay });
    const until = Math.floor((step * yearSites) / stepsADay);
    const load = { port, connections, kind: 'daily', requests: until - sent };
    answered.push(await generator.ask<LoadResult>({ do: 'run', load }));
    sent = until;
    if (step % (stepsADay * 28) === 0) process.stderr.write(`week ${step / stepsADay / 7} of ${days / 7} … `);
  }
  return answered;
}
