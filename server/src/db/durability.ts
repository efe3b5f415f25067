import { sql } from 'kysely';
import type { Db } from './database.ts';

/** A setting of PostgreSQL that is off, and with it the promise that what was confirmed outlives a crash. */
export interface DurabilityRisk {
  readonly setting: keyof typeof losses;
  /** What a crash may do then. */
  readonly loss: string;
  /** What an administrator of the database types to turn it on. */
  readonly remedy: string;
}

const losses = {
  fsync: 'a crash of the machine may destroy the whole database',
  full_page_writes: 'a crash of the machine may leave pages that are half written and cannot be repaired',
  synchronous_commit: 'a crash of PostgreSQL takes back what was confirmed in the second before',
} as const;

/** Looks at the settings as they hold for the connection: those of the server, the database and the role. */
export async function durabilityRisks(db: Db): Promise<DurabilityRisk[]> {
  const { rows } = await sql<{ name: keyof typeof losses; source: string; database: string; role: string }>`
    select name, source, quote_ident(current_database()) as database, quote_ident(session_user) as role
    from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'
    order by name`.execute(db);
  return rows.map(({ name, ...where }) => ({ setting: name, loss: losses[name], remedy: remedyOf(name, where) }));
}

function remedyOf(
  name: string,
  { source, database, role }: { source: string; database: string; role: string },
): string {
  switch (source) {
    case 'database':
      return `alter database ${database} reset ${name};`;
    case 'user':
      return `alter role ${role} reset ${name};`;
    case 'database user':
      return `alter role ${role} in database ${database} reset ${name};`;
    case 'client':
      return `take ${name} out of the options in DATABASE_URL`;
    case 'command line':
      return `start PostgreSQL without ${name} on its command line`;
    default:
      return `alter system set ${name} = on; select pg_reload_conf();`;
  }
}
