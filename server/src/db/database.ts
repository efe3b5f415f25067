import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
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
  readonly db: Db;
  /** Runs statements back to back on one connection without waiting for each answer; for the report writer. */
  readonly pipeline: PipelinePool;
  close(): Promise<void>;
}

/** One prepared statement: its name is its identity on the connection, so one name always has one text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}
export type Send = <Row>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;
export interface PipelinePool {
  /** `work` runs in a transaction that ends with it; its last statements travel together with the commit. */
  transaction<T>(work: (send: Send) => Promise<{ result: T; last: Promise<unknown>[] }>): Promise<T>;
  /** One statement in a transaction of its own. */
  run: Send;
}

const statementTimeoutMs = 30_000;
const connectTimeoutMs = 5_000;

// bigint keys and counters stay far below 2^53. Times come as the wire sends them (RFC 3339, UTC), so that a row can be
// an answer. Everything else is as pg gives it.
const types = new pg.TypeOverrides();
types.setTypeParser(20, Number);
types.setTypeParser(1184, (text) =>
  text.endsWith('+00') ? `${text.slice(0, -3).replace(' ', 'T')}Z` : new Date(text).toISOString(),
);

/**
 * Opens the pools. Nothing is connected yet: a server that is away shows as `unavailable` on use.
 * `max` bounds the connections of requests; the report writer has two more of its own.
 */
export function openDatabase(
  address: DatabaseAddress,
  options: { max: number; onError: (error: Error) => void },
): Database {
  const connection = {
    ...connectionOf(address),
    types,
    application_name: 'patchlight',
    options: '-c TimeZone=UTC',
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...connection, max: options.max });
  const writers = new pg.Pool({ ...connection, max: 2, pipeline: true });
  // Without a listener one terminated idle connection ends the process.
  let isClosing = false;
  for (const one of [pool, writers]) {
    one.on('error', (error) => (isClosing ? undefined : options.onError(error)));
    // Nor does a pool listen to a connection that it has handed out: its query fails, and whoever sent it is told.
    one.on('connect', (client) => void client.on('error', () => undefined));
  }
  const db: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pipeline: {
      transaction: (work) => pipelinedTransaction(writers, work),
      run: (statement, values) => runOnce(writers, statement, values),
    },
    async close() {
      isClosing = true;
      await Promise.all([db.destroy(), writers.end()]);
    },
  };
}

function connectionOf(address: DatabaseAddress): pg.PoolConfig {
  if (address.socket === undefined) return { connectionString: address.url };
  const { folder, port, user, database } = address.socket;
  return { host: folder, port, user, database };
}

async function runOnce<Row>(pool: pg.Pool, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
  const result = await pool.query({ ...statement, values: [...values] });
  return result.rows as Row[];
}

async function pipelinedTransaction<T>(
  pool: pg.Pool,
  work: (send: Send) => Promise<{ result: T; last: Promise<unknown>[] }>,
): Promise<T> {
  const client = await pool.connect();
  const send: Send = <Row>(statement: Statement, values: readonly unknown[]) => {
    const rows = client.query({ ...statement, values: [...values] }).then((result) => result.rows as Row[]);
    // A statement may fail while nobody waits for it yet; whoever waits later is still told.
    rows.catch(() => undefined);
    return rows;
  };
  let broken: Error | undefined;
  try {
    const begin = client.query('begin');
    // A failed begin shows again in the first statement of `work`.
    begin.catch(() => undefined);
    const { result, last } = await work(send);
    const [commit] = await Promise.all([client.query('commit'), begin, ...last]);
    // A commit after a failed statement answers ROLLBACK and no error.
    if (commit.command !== 'COMMIT') throw new Error('The transaction was rolled back.');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
