import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';

export interface TestPostgres {
  folder: string;
  port: number;
  user: string;
}
export const templateDatabase = 'patchlight_template';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestPostgres;
  }
}

/** One embedded PostgreSQL for the whole run, with a migrated database that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchlight-test-'));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ dataDir, log });
  const postgres = { folder: server.socketDir, port: server.port, user: server.user };
  await createTemplate(postgres, server.database);
  project.provide('postgres', postgres);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function createTemplate(postgres: TestPostgres, maintenance: string): Promise<void> {
  const admin = open(postgres, maintenance);
  await admin.pipeline.run({ name: 'create-template', text: `create database ${templateDatabase}` }, []);
  await admin.close();
  const template = open(postgres, templateDatabase);
  await migrate(template.db);
  await template.close();
}

export function open(postgres: TestPostgres, database: string) {
  return openDatabase({ socket: { ...postgres, database } }, { max: 5, onError: () => undefined });
}
