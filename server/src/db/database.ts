import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { createConnect } from './connect.ts';
import { createListen, type Listen } from './listen.ts';
import { enterScope, gatherWrites, type Scope, scopedKysely, scopeText, type Use } from './scoped-driver.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type DbTransaction = Transaction<Tables>;

export interface DatabaseAddress {
  /** A PostgreSQL URL, or the socket folder of the embedded server. */
  readonly url?: string;
  readonly socket?: {
    readonly folder: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
}

export interface Database {
  /** Sees the rows of these organizations only, whatever the query asks for. */
  scoped(scope: Scope, use?: Use): Db;
  /** Sees everything: for jobs, for looking up who calls, for the shared catalogue. */
  readonly db: Db;
  /** Runs statements back to back on one connection without waiting for each answer; for the report writer. */
  readonly pipeline: PipelinePool;
  /** How many wait for a connection. */
  waiting(): number;
  /** How long the one has waited for a connection whose turn is next. */
  longestWaitMs(): number;
  readonly listen: Listen;
  close(): Promise<void>;
}

/** One prepared statement: its name is its identity on the connection, so one name always has one text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}
export type Send = <Row>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;
export interface PipelinePool {
  /** `work` runs in a transaction of this scope that ends with it; its last statements travel with the commit. */
  transaction<T>(
    organizationIds: readonly number[],
    work: (send: Send) => Promise<{ result: T; last: Promise<unknown>[] }>,
  ): Promise<T>;
}

const statementTimeoutMs = 30_000;
/** The server ends a statement before; where nothing comes from it any more the connection is given up. */
const silenceMs = statementTimeoutMs + 5_000;
const connectTimeoutMs = 5_000;
// Two batches of reports, one of touches and one of the inbox may be in flight.
const writerConnections = 4;
// One listens for jobs, one is the sign of life, the others take jobs and note what became of them.
const jobConnections = 6;

// bigint keys and counters stay far below 2^53. Times come as the wire sends them (RFC 3339, UTC), so that a row can be
// an answer. Everything else is as pg gives it.
const types = new pg.TypeOverrides();
types.setTypeParser(20, Number);
types.setTypeParser(1016, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)));
types.setTypeParser(1184, (text) =>
  text.endsWith('+00') ? `${text.slice(0, -3).replace(' ', 'T')}Z` : new Date(text).toISOString(),
);

// The role that owns nothing: what the policies of the tables hide stays hidden.
const appRole = 'patchlight_app';

// The writer has a dozen statements that find every row by its key: planned once, and never by reading a table whole.
const writerOptions = `-c TimeZone=UTC -c role=${appRole} -c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off`;

interface OpenOptions {
  readonly max: number;
  readonly onError: (error: Error) => void;
}

/**
 * Opens the pools. Nothing is connected yet: a server that is away shows as `unavailable` on use.
 * `max` bounds the connections of requests; the report writer has a few more of its own.
 */
export function openDatabase(address: DatabaseAddress, options: OpenOptions): Database {
  const connection = settingsOf(address, `-c TimeZone=UTC -c role=${appRole}`);
  const pool = new pg.Pool({ ...connection, max: options.max, pipeline: true });
  const writers = new pg.Pool({ ...settingsOf(address, writerOptions), max: writerConnections, pipeline: true });
  // Without a listener one terminated idle connection ends the process.
  let isClosing = false;
  for (const one of [pool, writers]) {
    one.on('error', (error) => (isClosing ? undefined : options.onError(error)));
    // Nor does a pool listen to a connection that it has handed out: its query fails, and whoever sent it is told.
    one.on('connect', (client) => void client.on('error', () => undefined));
  }
  const connect = createConnect(pool);
  const scoped = scopedKysely<Tables>(connect);
  return {
    scoped,
    db: scoped('all'),
    pipeline: { transaction: (organizationIds, work) => pipelinedTransaction(writers, organizationIds, work) },
    waiting: () => pool.waitingCount + writers.waitingCount,
    longestWaitMs: connect.longestWaitMs,
    listen: createListen(connection),
    async close() {
      isClosing = true;
      await Promise.all([pool.end(), writers.end()]);
    },
  };
}

/** Opens the database as its owner, who makes tables and sees through every policy: for migrations. */
export function openAsOwner(address: DatabaseAddress): Db {
  const pool = new pg.Pool({
    ...settingsOf(address, '-c TimeZone=UTC'),
    statement_timeout: 0,
    query_timeout: 0,
    max: 2,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

export type JobPool = pg.Pool;

/** Opens connections as the owner for the job queue, whose tables are his; jobs themselves work as everybody else does. */
export function openJobPool(address: DatabaseAddress, onError: (error: Error) => void, more = ''): JobPool {
  // The other end of a connection to a machine that is gone is noticed in a minute: its worker counts as alive until then.
  const options = '-c TimeZone=UTC -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 ';
  const { types: _own, ...settings } = settingsOf(address, options + more);
  const pool = new pg.Pool({ ...settings, max: jobConnections });
  pool.on('error', (error) => (pool.ending ? undefined : onError(error)));
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

function settingsOf(address: DatabaseAddress, ownOptions: string): pg.PoolConfig {
  const { options = '', ...connection } = connectionOf(address);
  return {
    ...connection,
    types,
    application_name: 'patchlight',
    // The last one counts: nothing in an address takes the role away.
    options: `${options} ${ownOptions}`,
    statement_timeout: statementTimeoutMs,
    query_timeout: silenceMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
}

function connectionOf(address: DatabaseAddress): pg.PoolConfig {
  if (address.url !== undefined) return splitOptions(address.url);
  if (address.socket === undefined) return {};
  const { folder, port, user, database } = address.socket;
  return { host: folder, port, user, database };
}

/** What a URL says goes before what is set beside it, so its options are taken out of it. */
function splitOptions(text: string): pg.PoolConfig {
  const url = new URL(text);
  const options = url.searchParams.get('options') ?? '';
  url.searchParams.delete('options');
  return { connectionString: url.href, options };
}

async function pipelinedTransaction<T>(
  pool: pg.Pool,
  organizationIds: readonly number[],
  work: (send: Send) => Promise<{ result: T; last: Promise<unknown>[] }>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  // A connection that breaks between two statements tells nobody but its listeners.
  client.on('error', onError);
  const send: Send = <Row>(statement: Statement, values: readonly unknown[]) => {
    gatherWrites(client);
    const rows = client.query({ ...statement, values: [...values] }).then((result) => result.rows as Row[]);
    // A statement may fail while nobody waits for it yet; whoever waits later is still told.
    rows.catch(() => undefined);
    return rows;
  };
  try {
    const first = [send({ name: 'begin', text: 'begin' }, []), send(enterScope, [scopeText(organizationIds)])];
    const { result, last } = await work(send);
    gatherWrites(client);
    const [commit] = await Promise.all([client.query('commit'), ...first, ...last]);
    // A commit after a failed statement answers ROLLBACK and no error.
    if (commit.command !== 'COMMIT') throw new Error('The transaction was rolled back.');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
