import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type Child, startChild } from './child.ts';
import type { OpenLoopResult } from './load/open-loop.ts';
import type { Stream } from './load/streams.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { seed } from './seed.ts';
import { type Server, startServer } from './server.ts';

/** A server with the data of the benchmark, and a generator that knows what every site last reported. */
export interface Bed {
  readonly sites: number;
  readonly connectionString: string;
  readonly database: pg.Pool;
  readonly server: Server;
  /** Kills the server and starts another one on the same data. */
  restart(): Promise<void>;
  /** Process of PostgreSQL's postmaster; undefined where it runs elsewhere. */
  readonly postmaster: number | undefined;
  readonly load: (options: Omit<LoadOptions, 'port'> & { port?: number }) => Promise<LoadResult>;
  /** Sends each request at its instant, whatever becomes of those before it. */
  openLoop(streams: readonly Stream[], seconds: number): Promise<OpenLoopResult>;
  /** Sites in the database that are not as the generator last reported them. */
  countDifferences(): Promise<number>;
  close(): Promise<void>;
}

export interface BedOptions {
  readonly dataDir: string;
  readonly sites: number;
  readonly databaseUrl?: string;
  readonly postmaster?: number;
  readonly isApiOnly?: boolean;
}

const warmConnections = 64;
/** Passes in which every version is seen by the server once, all but certainly. */
const warmPasses = { min: 1, requests: 10_000 };

export async function openBed({
  dataDir,
  sites,
  databaseUrl,
  postmaster,
  isApiOnly = false,
}: BedOptions): Promise<Bed> {
  await mkdir(dataDir, { recursive: true });
  const options = { dataDir, logFile: join(dataDir, 'server.log'), isApiOnly, ...(databaseUrl && { databaseUrl }) };
  let server = await startServer(options);
  let generator: Promise<Child> | undefined;
  let database: pg.Pool | undefined;
  const close = async () => {
    await (await generator)?.stop();
    await database?.end();
    await server.stop();
  };
  try {
    const embedded = databaseUrl === undefined ? await embeddedAt(dataDir) : undefined;
    const connectionString = embedded?.connectionString ?? databaseUrl ?? '';
    database = new pg.Pool({ connectionString, max: 2 });
    await prepareData(database, sites);
    // Only for rows that send reports: those that read find the data as they were made.
    const generating = () => {
      generator ??= startGenerator({ connectionString, port: server.port, sites });
      return generator;
    };
    return {
      ...{ sites, connectionString, database, close },
      get server() {
        return server;
      },
      async restart() {
        await server.kill();
        server = await startServer(options);
      },
      postmaster: embedded?.pid ?? postmaster,
      load: async (options) => runLoad(await generating(), { port: server.port, ...options }),
      openLoop: async (streams, seconds) =>
        (await generating()).ask({ do: 'open-loop', port: server.port, seconds, streams }),
      countDifferences: async () => (await generating()).ask({ do: 'compare' }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const runLoad = (generator: Child, load: LoadOptions) => generator.ask<LoadResult>({ do: 'run', load });

/** A server in its steady state knows its catalogue, and of each site what it runs: each site reports, some more than once. */
async function startGenerator(of: { connectionString: string; port: number; sites: number }): Promise<Child> {
  const generator = startChild('generator');
  const warmUp = (kind: LoadOptions['kind']) =>
    runLoad(generator, { port: of.port, connections: warmConnections, kind });
  try {
    await generator.ask({ do: 'load', connectionString: of.connectionString });
    await warmUp('unchanged');
    const passes = Math.max(warmPasses.min, Math.ceil(warmPasses.requests / of.sites));
    for (let pass = 0; pass < passes; pass += 1) await warmUp('all');
    return generator;
  } catch (error) {
    await generator.stop();
    throw error;
  }
}

export async function embeddedAt(dataDir: string): Promise<{ pid: number; connectionString: string }> {
  const lines = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  const [pid = '', , , port = '', socketDir = ''] = lines;
  const address = new URL('postgres://patchlight@localhost/patchlight');
  address.port = port;
  address.searchParams.set('host', socketDir);
  return { pid: Number(pid), connectionString: address.href };
}

/** Makes the data where there are none, and takes away what earlier runs recorded; what the sites run stays. */
async function prepareData(database: pg.Pool, sites: number): Promise<void> {
  const client = await database.connect();
  try {
    const { rows } = await client.query<{ sites: string }>('select count(*) as sites from sites');
    const found = Number(rows[0]?.sites);
    if (found === 0) {
      process.stderr.write(`Making ${sites} sites …\n`);
      await seed(client, sites, new Date(Date.now() - 3_600_000).toISOString());
    } else if (found !== sites)
      throw new Error(`The database holds ${found} sites and not ${sites}. Give the benchmark a database of its own.`);
    await client.query(`delete from site_reports r using site_activity s
      where s.organization_id = r.organization_id and s.site_id = r.site_id and s.last_report_id <> r.report_id`);
    // As of now: most within their 24 hours, some late.
    await client.query("update site_activity set last_report_at = now() - site_id % 1000 * interval '90 seconds'");
    await client.query(
      'truncate site_module_history, patch_runs, audit_logs, audit_counts, events, event_sites, event_news, notices, message_items, report_inbox',
    );
    await client.query(
      'vacuum (analyze) site_reports, sites, site_activity, site_modules, site_module_history, patch_runs, audit_logs',
    );
  } finally {
    client.release();
  }
}
