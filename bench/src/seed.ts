import type pg from 'pg';
import {
  type Flags,
  flagsOf,
  moduleCount,
  moduleName,
  organizationCount,
  organizationsOfSites,
  uuidOf,
  versionId,
  versionNumber,
  versionsPerModule,
} from './fleet.ts';
import { insertRows } from './insert-rows.ts';
import { insertSites, securityRisk } from './seed-sites.ts';

const sitesPerStatement = 200;
const coreStatuses = { 1: 'not_secure', 3: 'not_current', 5: 'current' } as const;

interface SeededVersion extends Flags {
  readonly moduleId: number;
  readonly digit: number;
}
const range = (count: number, first = 1) => Array.from({ length: count }, (_, index) => first + index);

/** Fills a migrated, empty database: organizations, catalogue, sites with their keys, and one report of each site. */
export async function seed(client: pg.ClientBase, siteCount: number, reportedAt: string): Promise<void> {
  await client.query('begin');
  await insertRows(client, 'organizations', {
    id: ['bigint', range(organizationCount)],
    uuid: ['uuid', range(organizationCount).map((id) => uuidOf('organization', id))],
    name: ['text', range(organizationCount).map((id) => `Organization ${id}`)],
  });
  await seedCatalogue(client, reportedAt);
  const owners = organizationsOfSites(siteCount);
  for (let first = 1; first <= siteCount; first += sitesPerStatement) {
    const sites = range(Math.min(sitesPerStatement, siteCount - first + 1), first);
    await insertSites(client, sites, owners, reportedAt);
  }
  for (const table of ['organizations', 'modules', 'module_versions', 'advisories', 'sites', 'api_keys'])
    await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
  await client.query('commit');
  await client.query('vacuum (analyze)');
}

async function seedCatalogue(client: pg.ClientBase, fetchedAt: string): Promise<void> {
  const modules = range(moduleCount);
  await insertRows(client, 'modules', {
    id: ['bigint', modules],
    uuid: ['uuid', modules.map((id) => uuidOf('module', id))],
    module_name: ['text', modules.map(moduleName)],
    title: ['text', modules.map((id) => `Module ${id}`)],
    type: ['text', modules.map((id) => (id === 1 ? 'core' : 'module'))],
    drupal_link: ['text', modules.map((id) => `https://www.drupal.org/project/${moduleName(id)}`)],
  });
  const versions = modules.flatMap((moduleId) =>
    range(versionsPerModule, 0).map((digit) => ({ moduleId, digit, ...flagsOf(moduleId, digit) })),
  );
  await insertRows(client, 'module_versions', {
    id: ['bigint', versions.map(({ moduleId, digit }) => versionId(moduleId, digit))],
    module_id: ['bigint', versions.map(({ moduleId }) => moduleId)],
    version_number: ['text', versions.map(({ moduleId, digit }) => versionNumber(moduleId, digit))],
    feed_position: ['int', versions.map(({ digit }) => versionsPerModule - 1 - digit)],
    published: ['boolean', versions.map(() => true)],
    urgency: ['smallint', versions.map(({ urgency }) => urgency)],
    core_status: ['text', versions.map(({ urgency }) => coreStatuses[urgency])],
    update_available: ['boolean', versions.map(({ hasUpdate }) => hasUpdate)],
    security_update: ['boolean', versions.map(({ isSecurity }) => isSecurity)],
    risk: ['smallint', versions.map(({ isSecurity }) => (isSecurity ? securityRisk : null))],
    verdict: ['json', versions.map((version) => verdictOf(version, fetchedAt))],
    holes: ['smallint', versions.map(({ isSecurity }) => (isSecurity ? 1 : 0))],
    oldest_hole_at: ['timestamptz', versions.map(({ isSecurity }) => (isSecurity ? fetchedAt : null))],
  });
  await insertRows(client, 'release_feeds', {
    module_id: ['bigint', modules],
    body: ['bytea', modules.map(() => '')],
    hash: ['bytea', modules.map(() => '')],
    fetched_at: ['timestamptz', modules.map(() => fetchedAt)],
    changed_at: ['timestamptz', modules.map(() => fetchedAt)],
  });
  await seedAdvisories(
    client,
    versions.filter(({ isSecurity }) => isSecurity).map(({ moduleId }) => moduleId),
    fetchedAt,
  );
}

/** An advisory for each module that has an insecure version, which is its first. */
async function seedAdvisories(client: pg.ClientBase, modules: readonly number[], fetchedAt: string): Promise<void> {
  const ids = range(modules.length);
  await insertRows(client, 'advisories', {
    id: ['bigint', ids],
    advisory_id: ['text', modules.map((module) => `SA-CONTRIB-2026-${module}`)],
    title: ['text', modules.map((module) => `Hole in ${moduleName(module)}`)],
    risk: ['smallint', modules.map(() => securityRisk)],
    published_at: ['timestamptz', modules.map(() => fetchedAt)],
    hash: ['bytea', modules.map(() => '')],
    imported_at: ['timestamptz', modules.map(() => fetchedAt)],
  });
  await insertRows(client, 'advisory_projects', {
    advisory_id: ['bigint', ids],
    module_id: ['bigint', modules],
    affected_versions: ['text', modules.map((module) => `<${versionNumber(module, 1)}`)],
  });
  await insertRows(client, 'version_advisories', {
    version_id: ['bigint', modules.map((module) => versionId(module, 0))],
    advisory_id: ['bigint', ids],
    exposure: ['text', modules.map(() => 'affected')],
  });
}

function verdictOf({ moduleId, digit, urgency, isSecurity }: SeededVersion, publishedAt: string): string {
  const newest = versionNumber(moduleId, 9);
  const advisory = {
    ...{
      id: `SA-CONTRIB-2026-${moduleId}`,
      title: `Hole in ${moduleName(moduleId)}`,
      risk: securityRisk,
      level: 'critical',
    },
    ...{ exposure: 'affected', fixed_in: [versionNumber(moduleId, 1)], published_at: publishedAt },
  };
  return JSON.stringify({
    ...{ version: versionNumber(moduleId, digit), core_status: coreStatuses[urgency], reason: null },
    ...{ risk: isSecurity ? securityRisk : null, exposed_since: isSecurity ? publishedAt : null },
    ...{ recommended: newest, latest: newest, dev: null, latest_dev: null, also: [] },
    ...{ security_updates: isSecurity ? [newest] : [], flags: [], behind: { releases: 1, days: 30 } },
    fix: {
      ...{ action: 'update', version: newest, same_branch: true, core_compatibility: '^10 || ^11' },
      composer: `composer require 'drupal/${moduleName(moduleId)}:^${newest}' --with-all-dependencies`,
    },
    advisories: isSecurity ? [advisory] : [],
  });
}
