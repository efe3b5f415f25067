import { chown, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type PostgresSettings = Record<string, string | number | boolean>;

// Durable as PostgreSQL is by default. The write-ahead log may grow so far that a burst of reports does not force
// checkpoints, whose full-page writes would double its cost.
const settings: PostgresSettings = {
  listen_addresses: '',
  port: 5432,
  unix_socket_permissions: '0700',
  max_connections: 50,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  dynamic_shared_memory_type: 'posix',
  fsync: true,
  synchronous_commit: true,
  full_page_writes: true,
  wal_buffers: '16MB',
  max_wal_size: '2GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  jit: false,
  timezone: 'UTC',
  datestyle: 'iso, ymd',
  lc_messages: 'C',
  lc_monetary: 'C',
  lc_numeric: 'C',
  lc_time: 'C',
  default_text_search_config: 'pg_catalog.simple',
  logging_collector: false,
  log_destination: 'stderr',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: false,
};

export async function writeSettings(
  clusterDir: string,
  given: PostgresSettings,
  owner: { uid: number; gid: number } | undefined,
): Promise<void> {
  const lines = Object.entries({ ...settings, ...given }).map(([name, value]) => `${name} = ${quoted(value)}`);
  const header = '# Written anew at each start of Patchlight. For changes of your own use ALTER SYSTEM.';
  const path = join(clusterDir, 'postgresql.conf');
  await writeFile(`${path}.tmp`, `${[header, ...lines].join('\n')}\n`, { mode: 0o600 });
  if (owner) await chown(`${path}.tmp`, owner.uid, owner.gid);
  await rename(`${path}.tmp`, path);
}

function quoted(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return `'${String(value).replaceAll("'", "''")}'`;
}
