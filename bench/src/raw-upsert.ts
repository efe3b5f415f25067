import pg from 'pg';
import { answerParent } from './child.ts';
import { flagsOf, modulesOf, modulesPerSite, organizationsOfSites, versionId, versionsPerModule } from './fleet.ts';
import { arrayLiteral } from './insert-rows.ts';

export type UpsertQuestion =
  | {
      readonly do: 'load';
      readonly connectionString: string;
      readonly sites: number;
      readonly table: string;
      /** Reports in one statement. */
      readonly batch: number;
    }
  | { readonly do: 'run'; readonly seconds: number };

const connections = 2;
let clients: pg.Client[] = [];
let batches: string[][][] = [];
let statement = { name: '', text: '' };
let batchSize = 1;
/** How far each connection is in its statements. */
const at = [0, 0];

answerParent(
  async (question: UpsertQuestion) => {
    if (question.do === 'run') return run(question.seconds);
    clients = Array.from({ length: connections }, () => new pg.Client(question.connectionString));
    for (const client of clients) await client.connect();
    statement = { name: `upsert-${question.batch}`, text: upsertInto(question.table) };
    batches = clients.map((_, index) => statementsOf(question.sites, question.batch, index));
    batchSize = question.batch;
    return undefined;
  },
  async () => void (await Promise.all(clients.map((client) => client.end()))),
);

/** Every report rewrites all of its rows. Each connection has sites of its own, so none waits for the other. */
async function run(seconds: number): Promise<{ perSecond: number; reports: number }> {
  const started = performance.now();
  const end = started + seconds * 1000;
  let reports = 0;
  await Promise.all(
    clients.map(async (client, index) => {
      const statements = batches[index] ?? [];
      while (performance.now() < end) {
        const values = statements[(at[index] ?? 0) % statements.length];
        at[index] = (at[index] ?? 0) + 1;
        await client.query({ ...statement, values: [...(values ?? [])] });
        reports += batchSize;
      }
    }),
  );
  return { perSecond: reports / ((performance.now() - started) / 1000), reports };
}

// As the server's own statement for changed rows, server/src/inventory/write-batch.ts.
function upsertInto(table: string): string {
  return `insert into ${table} (organization_id, site_id, module_id, current_version_id, update_available, security_update,
      urgency, running_since, extensions, patches)
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[], $7::smallint[],
      $8::timestamptz[], $9::jsonb[], $10::jsonb[])
    on conflict (organization_id, site_id, module_id) do update set current_version_id = excluded.current_version_id,
      update_available = excluded.update_available, security_update = excluded.security_update, urgency = excluded.urgency,
      running_since = excluded.running_since, extensions = excluded.extensions, patches = excluded.patches`;
}

/** The parameters of all statements of one connection, made beforehand: what is measured is the database. */
function statementsOf(siteCount: number, batch: number, connection: number): string[][] {
  const owners = organizationsOfSites(siteCount);
  const nothing = arrayLiteral(new Array(batch * modulesPerSite).fill(null));
  const since = arrayLiteral(new Array(batch * modulesPerSite).fill('2026-11-26T00:00:00.000Z'));
  const statements: string[][] = [];
  // Two rounds through the sites, each with other versions.
  for (const round of [3, 7])
    for (let first = 1 + connection * batch; first + batch - 1 <= siteCount; first += connections * batch) {
      const sites = Array.from({ length: batch }, (_, index) => first + index);
      const rows = sites.flatMap((siteId) =>
        Array.from(modulesOf(siteId), (moduleId, slot) => {
          const digit = (slot + siteId + round) % versionsPerModule;
          return { siteId, moduleId, version: versionId(moduleId, digit), ...flagsOf(moduleId, digit) };
        }),
      );
      statements.push([
        arrayLiteral(rows.map(({ siteId }) => owners[siteId] ?? 0)),
        arrayLiteral(rows.map(({ siteId }) => siteId)),
        arrayLiteral(rows.map(({ moduleId }) => moduleId)),
        arrayLiteral(rows.map(({ version }) => version)),
        arrayLiteral(rows.map(({ hasUpdate }) => hasUpdate)),
        arrayLiteral(rows.map(({ isSecurity }) => isSecurity)),
        arrayLiteral(rows.map(({ urgency }) => urgency)),
        ...[since, nothing, nothing],
      ]);
    }
  return statements;
}
