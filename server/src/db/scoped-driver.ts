import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';
import type { Connect } from './connect.ts';
import { statementName } from './prepared.ts';

/** Organizations by their numeric key, or all of them. */
export type Scope = 'all' | readonly number[];

export const enterScope = { name: 'enter-scope', text: "select set_config('patchlight.organizations', $1, true)" };

/** A little longer than anybody waits for an answer: http/deadline.ts. */
const readTimeoutMs = 5_000;
const enterToRead = {
  name: 'enter-scope-to-read',
  text: `select set_config('patchlight.organizations', $1, true), set_config('statement_timeout', '${readTimeoutMs}', true)`,
};

/** What a query builder is for. Statements of one that reads for a caller end when he has been told to come again. */
export type Use = 'reads' | undefined;

/** A scope as the policies of the tables read it. Nobody's scope is a number that no organization has. */
export function scopeText(scope: Scope): string {
  if (scope === 'all') return 'all';
  return scope.length === 0 ? '0' : scope.join(',');
}

/**
 * A query builder whose every statement sees the rows of one scope only. A single statement travels in one flight with
 * the begin, the scope and the commit around it; within a transaction the scope is set once. The setting dies with the
 * transaction, so that no connection carries it to the next borrower. The connections are some with pipelining.
 */
export function scopedKysely<Tables>(connect: Connect): (scope: Scope, use?: Use) => Kysely<Tables> {
  const kept = new Map<string, Kysely<Tables>>();
  // Its hundred members are made anew with each, and it holds nothing between two statements.
  const compiler = new PostgresQueryCompiler();
  return (scope, use) => {
    const enter = { ...(use === 'reads' ? enterToRead : enterScope), values: [scopeText(scope)] };
    const key = `${enter.name} ${enter.values}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const dialect: Dialect = {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(connect, enter),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => compiler,
    };
    const made = new Kysely<Tables>({ dialect });
    if (kept.size >= scopesKept) kept.clear();
    kept.set(key, made);
    return made;
  };
}

/** What a request works with is made once for each scope: one for each request was a fifth of all that a report allocated. */
const scopesKept = 5_000;

interface ScopedConnection extends DatabaseConnection {
  readonly client: pg.PoolClient;
  isInTransaction: boolean;
  failure: Error | undefined;
  readonly onError: (error: Error) => void;
}

function createDriver(connect: Connect, enter: pg.QueryConfig): Driver {
  // Every connection this driver meets is one that it made.
  const own = (connection: DatabaseConnection) => connection as ScopedConnection;
  return {
    init: async () => undefined,
    async acquireConnection() {
      return createConnection(await connect(), enter);
    },
    async beginTransaction(connection, { isolationLevel }) {
      const { client } = own(connection);
      gatherWrites(client);
      const begin = client.query(isolationLevel === undefined ? 'begin' : `begin isolation level ${isolationLevel}`);
      await settled([begin, client.query(enter)]);
      own(connection).isInTransaction = true;
    },
    async commitTransaction(connection) {
      own(connection).isInTransaction = false;
      const { command } = await own(connection).client.query('commit');
      // A commit after a failed statement answers ROLLBACK and no error.
      if (command !== 'COMMIT') throw new Error('The transaction was rolled back.');
    },
    async rollbackTransaction(connection) {
      own(connection).isInTransaction = false;
      await own(connection).client.query('rollback');
    },
    async releaseConnection(connection) {
      const { client, onError, failure } = own(connection);
      client.off('error', onError);
      client.release(failure);
    },
    destroy: async () => undefined,
  };
}

function createConnection(client: pg.PoolClient, enter: pg.QueryConfig): ScopedConnection {
  const connection: ScopedConnection = {
    client,
    isInTransaction: false,
    failure: undefined,
    onError(error) {
      connection.failure = error;
    },
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const name = statementName(sql);
      const statement = { text: sql, values: [...parameters], ...(name !== undefined && { name }) };
      if (connection.isInTransaction) return resultOf(await client.query(statement));
      gatherWrites(client);
      const [, , result] = await settled([
        client.query('begin'),
        client.query(enter),
        client.query(statement),
        client.query('commit'),
      ]);
      if (result === undefined) throw new Error('The statement gave no result.');
      return resultOf(result);
    },
    // biome-ignore lint/correctness/useYield: nothing here streams through the query builder
    async *streamQuery() {
      throw new Error('Rows are streamed by pages, not by a cursor.');
    },
  };
  // A connection that breaks between two statements tells nobody but its listeners.
  client.on('error', connection.onError);
  return connection;
}

/**
 * What is sent from here to the end of this turn leaves in one write to the socket: each of its own costs about what a small
 * statement does.
 */
export function gatherWrites({ connection: { stream } }: pg.PoolClient): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Waits for all and then throws the first failure: a flight is over only when each of its answers is in. */
async function settled(flight: readonly Promise<pg.QueryResult>[]): Promise<pg.QueryResult[]> {
  const results = await Promise.allSettled(flight);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function resultOf<Row>({ rows, rowCount, command }: pg.QueryResult): QueryResult<Row> {
  const isWrite = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
  return { rows: rows as Row[], ...(isWrite && { numAffectedRows: BigInt(rowCount ?? 0) }) };
}
