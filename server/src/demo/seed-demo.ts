import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { needsSetup } from '../auth/setup.ts';
import { type Ctx, inTransaction, type Log, systemContext } from '../context.ts';
import type { Database } from '../db/database.ts';
import { flagChangedSites } from '../inventory/flag-sites.ts';
import type { Press } from '../messages/person.ts';
import { StartError, type Storage } from '../storage.ts';
import { advisories } from './advisories.ts';
import { calendarOf, firstDay } from './calendar.ts';
import { projects } from './projects.ts';
import { seedFirstCatalogue, seedFreshCatalogue } from './seed-catalogue.ts';
import { seedPeople } from './seed-people.ts';
import { seedSites, seedYear } from './seed-reports.ts';
import { demoPassword, superuserEmail, viewerEmail } from './sign-in.ts';

export interface DemoParts {
  readonly database: Database;
  readonly asOwner: Storage['asOwner'];
  readonly log: Log;
  readonly now: () => Date;
  /** A secret of the demo's data folder; the password is made from it. */
  readonly secret: string;
  /** What messages are written with. */
  readonly press: Press;
  readonly dataDir: string;
  readonly print: (line: string) => void;
}

/**
 * Fills an empty database with a believable fleet and a year of its history, through the operations that real reports
 * and feeds take, with the clock set back. A fleet that is there stays as it is. Returns lines that say how to sign in.
 */
export async function seedDemo({
  database,
  asOwner,
  log,
  now,
  secret,
  press,
  dataDir,
  print,
}: DemoParts): Promise<readonly string[]> {
  const end = now();
  const ctx: Ctx = { ...systemContext(database.db, log, 'demo'), now: () => end };
  const password = demoPassword(secret);
  const finished = await timeOf(ctx, 'demo.finished');
  if (finished !== undefined) return signInLines(password, finished, end, dataDir);
  await clearUnfinished(ctx, asOwner);
  await note(ctx, 'demo.begun');
  const calendar = calendarOf(end);
  const yearAgo = calendar.before(firstDay - 30, 0);
  const organizations = await seedPeople({ ...ctx, now: () => yearAgo }, password);
  print(`Demo 1 of 3: ${organizations.length} organizations with their people.`);
  // Neither needs the other: registering a site reads no release.
  const [sites] = await Promise.all([seedSites(ctx, organizations, calendar), seedFirstCatalogue(ctx, calendar)]);
  print(`Demo 2 of 3: ${sites.length} sites and the releases of ${projects.size} projects.`);
  const reports = await seedYear(ctx, database, sites, { calendar, press });
  await seedFreshCatalogue(ctx, calendar);
  await flagChangedSites(ctx);
  await note(ctx, 'demo.finished');
  print(`Demo 3 of 3: a year of ${reports} reports and ${advisories.length} advisories.`);
  return signInLines(password, end, end, dataDir);
}

/** The two marks in the audit log: a fleet that was begun and not finished is made anew. */
function note(ctx: Ctx, action: 'demo.begun' | 'demo.finished'): Promise<void> {
  return inTransaction(ctx, (tx) =>
    audit(tx, action, { organizationId: platform, target: { type: 'demo', id: 'fleet' } }),
  );
}

async function timeOf(ctx: Ctx, action: 'demo.begun' | 'demo.finished'): Promise<Date | undefined> {
  const entry = await ctx.db
    .selectFrom('audit_logs')
    .select('created_at')
    .where('action', '=', action)
    .executeTakeFirst();
  return entry && new Date(entry.created_at);
}

/** Empties what an interrupted first start left, and refuses a database that holds anything else. */
async function clearUnfinished(ctx: Ctx, asOwner: Storage['asOwner']): Promise<void> {
  if ((await timeOf(ctx, 'demo.begun')) === undefined) {
    if (await needsSetup(ctx.db)) return;
    throw new StartError('The demo needs a data folder of its own, and this one holds another fleet.');
  }
  await asOwner(async (db) => {
    const { rows } = await sql<{ name: string }>`select quote_ident(tablename) as name from pg_tables
      where schemaname = 'public' and tablename not like 'kysely%' and tablename not like '%\\_epoch'`.execute(db);
    await sql`truncate ${sql.raw(rows.map(({ name }) => name).join(', '))} restart identity`.execute(db);
  });
}

const staleAfterMs = 36 * 3_600_000;

function signInLines(password: string, made: Date, now: Date, dataDir: string): string[] {
  return [
    `Sign in as ${superuserEmail} (superuser) or ${viewerEmail} (viewer), password ${password}`,
    'Projects and advisories are those of drupal.org in August 2026, with their dates moved to end now. The sites are invented.',
    ...(now.getTime() - made.getTime() > staleAfterMs
      ? [
          `The fleet was made on ${made.toISOString().slice(0, 10)} and has been silent since. To make it anew, stop and delete ${dataDir}`,
        ]
      : []),
  ];
}
