import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Database, Db } from '../src/db/database.ts';
import { administer, open, openOwner, query, templateDatabase } from './postgres.ts';

export interface TestDatabase {
  readonly name: string;
  readonly current: Database;
  /** Runs one statement as the owner of everything, outside of a transaction: VACUUM, ALTER, or a look behind the walls. */
  administer<Row>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The database as its owner sees it. */
  readonly owner: Db;
}

/** A database of its own for this test file, migrated unless another template is named, dropped at its end. */
export function useDatabase(template = templateDatabase): TestDatabase {
  const postgres = inject('postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const holder: { current?: Database; owner?: Db } = {};
  beforeAll(async () => {
    await administer(postgres, 'postgres', `create database ${name} template ${template}`);
    holder.current = open(postgres, name);
    holder.owner = openOwner(postgres, name);
  });
  afterAll(async () => {
    await holder.current?.close();
    await holder.owner?.destroy();
    await administer(postgres, 'postgres', `drop database ${name} with (force)`);
  });
  const database: TestDatabase = {
    name,
    async administer<Row>(statement: string, values: readonly unknown[] = []) {
      return query<Row>(database.owner, statement, values);
    },
    get owner() {
      if (holder.owner === undefined) throw new Error('The database is ready in tests and hooks only.');
      return holder.owner;
    },
    get current() {
      if (holder.current === undefined) throw new Error('The database is ready in tests and hooks only.');
      return holder.current;
    },
  };
  return database;
}
