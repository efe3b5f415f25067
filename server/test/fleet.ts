import { fixedIn } from '@patchlight/drupal/advisories';
import { levelOf } from '@patchlight/drupal/risk';
import { sql } from 'kysely';
import { v7 as newId } from 'uuid';
import type { Database } from '../src/db/database.ts';

// Rows as the writers leave them, for tests of what is read. Two organizations: `home` has three sites and a deleted
// one, `other` one that runs the same projects, versions of its own, and a custom module of the same name.
export interface Fleet {
  readonly home: { id: number; uuid: string };
  readonly other: { id: number; uuid: string };
  readonly sites: Record<'alpha' | 'beta' | 'gamma' | 'gone' | 'foreign', { id: number; uuid: string }>;
  readonly modules: Record<'drupal' | 'token' | 'webform' | 'pathauto' | 'acme' | 'foreignAcme', Row>;
  readonly versions: Record<string, number>;
}
type Row = { id: number; uuid: string };

/** The JSON of a verdict that has nothing to offer. */
export function bareVerdict(version: string | null, risk: number | null): string {
  return JSON.stringify({
    ...{ version, core_status: null, reason: null, risk, exposed_since: null, recommended: null, latest: null },
    ...{ dev: null, latest_dev: null, also: [], security_updates: [], fix: null, flags: [], advisories: [] },
    behind: { releases: null, days: null },
  });
}

const urgencies = { security: 1, unsupported: 2, update: 3, unknown: 4, current: 5, custom: 6 };

export async function insertFleet(database: Database): Promise<Fleet> {
  const { db } = database;
  const one = async (query: ReturnType<typeof sql<Row>>): Promise<Row> => {
    const { rows } = await query.execute(db);
    if (rows[0] === undefined) throw new Error('Nothing was inserted.');
    return rows[0];
  };
  const organization = (name: string) =>
    one(sql`insert into organizations (uuid, name) values (${newId()}, ${name}) returning id, uuid`);
  const [home, other] = [await organization('Home'), await organization('Other')];
  const site = (owner: Row, name: string, possible = 0, deleted = false) =>
    one(sql`with made as (
        insert into sites (organization_id, uuid, url, name, is_deleted, possible_count)
        values (${owner.id}, ${newId()}, ${`https://${name.toLowerCase()}.example`}, ${name}, ${deleted}, ${possible})
        returning organization_id, id, uuid),
      heard as (insert into site_activity (organization_id, site_id, reported_at) select organization_id, id, '2026-11-20T10:00:00Z' from made)
      select id, uuid from made`);
  const module = (name: string, type: string | null, owner: Row | null = null) =>
    one(sql`insert into modules (uuid, module_name, title, type, organization_id, drupal_link)
      values (${newId()}, ${name}, ${owner ? null : `The ${name}`}, ${type}, ${owner?.id ?? null},
        ${owner ? null : `https://www.drupal.org/project/${name}`}) returning id, uuid`);
  const sites = {
    alpha: await site(home, 'Alpha'),
    beta: await site(home, 'beta', 1),
    gamma: await site(home, 'Gamma'),
    gone: await site(home, 'Gone', 0, true),
    foreign: await site(other, 'Foreign'),
  };
  const modules = {
    drupal: await module('drupal', 'core'),
    token: await module('token', 'module'),
    webform: await module('webform', 'module'),
    pathauto: await module('pathauto', 'module'),
    acme: await module('acme', 'module', home),
    foreignAcme: await module('acme', 'module', other),
  };
  const versions: Record<string, number> = {};
  const version = async (
    of: Row,
    key: string,
    number: string,
    status: keyof typeof urgencies,
    position: number | null = null,
    datestamp = 0,
  ) => {
    const verdict =
      status === 'custom'
        ? null
        : {
            ...JSON.parse(bareVerdict(number === 'Unknown' ? null : number, status === 'security' ? 18 : null)),
            core_status: 'not_current',
            exposed_since: status === 'security' ? '2026-11-11T18:00:00Z' : null,
            recommended: '6.2.9',
            latest: '6.2.9',
            also: ['6.3.0-beta1'],
            security_updates: status === 'security' ? ['6.2.9'] : [],
            fix:
              status === 'security'
                ? {
                    action: 'update',
                    version: '6.2.9',
                    same_branch: true,
                    composer: null,
                    core_compatibility: '^10.3 || ^11',
                  }
                : null,
            behind: { releases: 2, days: 30 },
          };
    const row =
      await one(sql`insert into module_versions (module_id, version_number, datestamp, urgency, core_status, reason,
        update_available, security_update, risk, possible, verdict, feed_position, published, oldest_hole_at)
      values (${of.id}, ${number}, ${datestamp}, ${urgencies[status]}, ${status === 'custom' ? null : 'not_current'}, null,
        ${status === 'security'}, ${status === 'security'}, ${status === 'security' ? 18 : null}, ${number.includes('dev')},
        ${verdict === null ? null : JSON.stringify(verdict)}::json, ${position}, ${position === null ? null : true},
        ${status === 'security' ? '2026-11-11T18:00:00Z' : null})
      returning id, ''::text as uuid`);
    versions[key] = row.id;
  };
  await version(modules.drupal, 'drupal', '11.4.1', 'current', 0);
  await version(modules.token, 'token', '8.x-1.15', 'update', 1);
  await version(modules.token, 'tokenUnknown', 'Unknown', 'unknown');
  await version(modules.token, 'tokenForeign', '8.x-1.0', 'update');
  await version(modules.webform, 'webformNew', '6.2.9', 'current', 0);
  await version(modules.webform, 'webformOld', '6.2.2', 'security', 1);
  await version(modules.webform, 'webformDev', '6.2.x-dev', 'unknown', 2, 1_760_000_000);
  await version(modules.webform, 'webformOlder', '6.1.0', 'security');
  await version(modules.pathauto, 'pathauto', '8.x-1.13', 'current', 0);
  await version(modules.acme, 'acme', '1.0.0', 'custom');
  await version(modules.foreignAcme, 'foreignAcme', '9.9.9', 'custom');

  const runs = async (owner: Row, on: Row, of: Row, versionKey: string, since = '2026-11-10T00:00:00Z') => {
    await sql`insert into site_modules (organization_id, site_id, module_id, current_version_id, urgency, security_update, running_since, extensions, patches)
      select ${owner.id}, ${on.id}, ${of.id}, v.id, v.urgency, v.security_update, ${since}, '[{"name": "part", "type": "module", "installed": true}]', null
      from module_versions v where v.id = ${versions[versionKey] ?? 0}`.execute(db);
  };
  await runs(home, sites.alpha, modules.drupal, 'drupal');
  await runs(home, sites.alpha, modules.token, 'token');
  await runs(home, sites.alpha, modules.webform, 'webformOld', '2026-11-12T00:00:00Z');
  await runs(home, sites.alpha, modules.acme, 'acme');
  await runs(home, sites.beta, modules.webform, 'webformDev');
  await runs(home, sites.beta, modules.token, 'tokenUnknown');
  await runs(home, sites.gamma, modules.webform, 'webformNew');
  await runs(home, sites.gone, modules.webform, 'webformOld');
  await runs(home, sites.gone, modules.pathauto, 'pathauto');
  await runs(other, sites.foreign, modules.webform, 'webformOlder');
  await runs(other, sites.foreign, modules.token, 'tokenForeign');
  await runs(other, sites.foreign, modules.foreignAcme, 'foreignAcme');
  return { home, other, sites, modules, versions };
}

export async function insertAdvisory(
  database: Database,
  advisory: {
    id: string;
    published: string | null;
    aliases?: string[];
    risk?: number | null;
    projects: { module: Row; affected: string }[];
    exposures: { version: number; exposure: 'affected' | 'possible' }[];
  },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into advisories (advisory_id, osv_id, title, details, aliases, risk, published_at, hash, imported_at)
    values (${advisory.id}, ${advisory.id.replace('SA-', 'DRUPAL-')}, ${`Hole ${advisory.id}`}, 'Long text', ${advisory.aliases ?? []}::text[],
      ${advisory.risk ?? null}, ${advisory.published}, 'x', now()) returning id`.execute(database.db);
  const id = rows[0]?.id ?? 0;
  for (const { module, affected } of advisory.projects)
    await sql`insert into advisory_projects values (${id}, ${module.id}, ${affected})`.execute(database.db);
  for (const { version, exposure } of advisory.exposures) {
    await sql`insert into version_advisories values (${version}, ${id}, ${exposure})`.execute(database.db);
    await showAdvisory(database, version, { ...advisory, exposure });
  }
  await sql`update module_versions v set holes = h.holes, oldest_hole_at = h.oldest,
      verdict = (v.verdict::jsonb || jsonb_build_object('exposed_since', to_char(h.oldest at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))::json
    from (select va.version_id, count(*) as holes, min(a.published_at) as oldest from version_advisories va
      join advisories a on a.id = va.advisory_id where va.exposure = 'affected' and a.published_at is not null group by 1) h
    where v.id = h.version_id`.execute(database.db);
}

/** The verdict holds the advisory as it is shown. */
async function showAdvisory(
  { db }: Database,
  version: number,
  advisory: Pick<Parameters<typeof insertAdvisory>[1], 'id' | 'risk' | 'published' | 'projects'> & { exposure: string },
): Promise<void> {
  const { module_id, version_number } = await db
    .selectFrom('module_versions')
    .select(['module_id', 'version_number'])
    .where('id', '=', version)
    .executeTakeFirstOrThrow();
  const affected = advisory.projects.find(({ module }) => module.id === module_id)?.affected ?? '';
  const shown = {
    ...{ id: advisory.id, title: `Hole ${advisory.id}`, risk: advisory.risk ?? null },
    ...{ level: advisory.risk == null ? null : levelOf(advisory.risk), exposure: advisory.exposure },
    ...{ fixed_in: fixedIn(affected, version_number), published_at: advisory.published },
  };
  await sql`update module_versions set verdict = jsonb_set(coalesce(verdict::jsonb, '{}'), '{advisories}',
    coalesce(verdict::jsonb->'advisories', '[]') || ${JSON.stringify([shown])}::jsonb)::json where id = ${version}`.execute(
    db,
  );
}
