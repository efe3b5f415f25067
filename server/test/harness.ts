import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Database } from '../src/db/database.ts';
import { open, templateDatabase } from './postgres.ts';

/** A database of its own for this test file, migrated unless another template is named, dropped at its end. */
export function useDatabase(template = templateDatabase): { current: Database; name: string } {
  const postgres = inject('postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const holder: { current?: Database } = {};
  beforeAll(async () => {
    const admin = open(postgres, 'postgres');
    await admin.pipeline.run({ name: `create-${name}`, text: `create database ${name} template ${template}` }, []);
    await admin.close();
    holder.current = open(postgres, name);
  });
  afterAll(async () => {
    await holder.current?.close();
    const admin = open(postgres, 'postgres');
    await admin.pipeline.run({ name: `drop-${name}`, text: `drop database ${name} with (force)` }, []);
    await admin.close();
  });
  return {
    name,
    get current() {
      if (holder.current === undefined) throw new Error('The database is ready in tests and hooks only.');
      return holder.current;
    },
  };
}
