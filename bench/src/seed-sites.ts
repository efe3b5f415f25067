import { createHash } from 'node:crypto';
import type pg from 'pg';
import { firstDigitsOf, flagsOf, keyOf, modulesOf, uuidOf, versionId, versionNumber } from './fleet.ts';
import { type Columns, insertRows } from './insert-rows.ts';
import { agent, instanceOf, phpVersion, platformOf, reportOf, urlOf } from './report-body.ts';

export const securityRisk = 18;

/** Inserts sites as the server leaves them after their first report, each with a key of its own. */
export async function insertSites(
  client: pg.ClientBase,
  ids: readonly number[],
  owners: Int32Array,
  reportedAt: string,
): Promise<void> {
  const sites = ids.map((id) => siteOf(id, owners));
  const each: Each = (type, pick) => [type, sites.map(pick)];
  await insertRows(client, 'sites', siteColumns(each));
  await insertRows(client, 'site_activity', activityColumns(each, reportedAt));
  await insertRows(client, 'api_keys', keyColumns(each), "array['site']");
  await insertRows(client, 'site_modules', moduleColumns(sites, reportedAt));
  await insertRows(client, 'site_reports', reportColumns(each, reportedAt));
}

type Each = (type: string, pick: (site: SeededSite) => string | number | boolean | null) => Columns[string];
type SeededSite = ReturnType<typeof siteOf>;

function siteOf(id: number, owners: Int32Array) {
  const digits = firstDigitsOf(id);
  const modules = Array.from(modulesOf(id), (moduleId, slot) => {
    const digit = digits[slot] ?? 0;
    return { moduleId, digit, ...flagsOf(moduleId, digit) };
  });
  const security = modules.filter(({ isSecurity }) => isSecurity).length;
  const update = modules.filter(({ hasUpdate }) => hasUpdate).length - security;
  return {
    id,
    owner: owners[id] ?? 0,
    core: digits[0] ?? 0,
    modules,
    security,
    update,
    hash: hex(reportOf(id, digits)),
  };
}

function siteColumns(each: Each): Columns {
  return {
    organization_id: each('bigint', ({ owner }) => owner),
    id: each('bigint', ({ id }) => id),
    uuid: each('uuid', ({ id }) => uuidOf('site', id)),
    url: each('text', ({ id }) => urlOf(id)),
    name: each('text', ({ id }) => `Site ${id}`),
    urgency: each('smallint', ({ security, update }) => (security > 0 ? 1 : update > 0 ? 3 : 5)),
    modules_count: each('int', ({ modules }) => modules.length),
    security_count: each('int', ({ security }) => security),
    update_count: each('int', ({ update }) => update),
    current_count: each('int', ({ modules, security, update }) => modules.length - security - update),
    risk: each('smallint', ({ security }) => (security > 0 ? securityRisk : null)),
    core_version: each('text', ({ core }) => versionNumber(1, core)),
    php_version: each('text', () => phpVersion),
    platform: each('jsonb', ({ core }) => JSON.stringify(platformOf(core))),
  };
}

function activityColumns(each: Each, reportedAt: string): Columns {
  return {
    organization_id: each('bigint', ({ owner }) => owner),
    site_id: each('bigint', ({ id }) => id),
    instance_id: each('text', ({ id }) => instanceOf(id)),
    last_report_at: each('timestamptz', () => reportedAt),
    reported_at: each('timestamptz', () => reportedAt),
    inventory_at: each('timestamptz', () => reportedAt),
    last_report_id: each('uuid', ({ id }) => uuidOf('report', id)),
    last_report_hash: each('bytea', ({ hash }) => hash),
    state_version: each('bigint', () => 1),
  };
}

function keyColumns(each: Each): Columns {
  return {
    organization_id: each('bigint', ({ owner }) => owner),
    id: each('bigint', ({ id }) => id),
    uuid: each('uuid', ({ id }) => uuidOf('key', id)),
    site_id: each('bigint', ({ id }) => id),
    name: each('text', ({ id }) => `Site ${id}`),
    prefix: each('text', ({ id }) => keyOf(id).slice(0, 12)),
    key_hash: each('bytea', ({ id }) => hex(keyOf(id))),
  };
}

function moduleColumns(sites: readonly SeededSite[], reportedAt: string): Columns {
  const rows = sites.flatMap(({ id, owner, modules }) => modules.map((module) => ({ id, owner, ...module })));
  return {
    organization_id: ['bigint', rows.map(({ owner }) => owner)],
    site_id: ['bigint', rows.map(({ id }) => id)],
    module_id: ['bigint', rows.map(({ moduleId }) => moduleId)],
    current_version_id: ['bigint', rows.map(({ moduleId, digit }) => versionId(moduleId, digit))],
    update_available: ['boolean', rows.map(({ hasUpdate }) => hasUpdate)],
    security_update: ['boolean', rows.map(({ isSecurity }) => isSecurity)],
    urgency: ['smallint', rows.map(({ urgency }) => urgency)],
    running_since: ['timestamptz', rows.map(() => reportedAt)],
  };
}

function reportColumns(each: Each, reportedAt: string): Columns {
  return {
    organization_id: each('bigint', ({ owner }) => owner),
    site_id: each('bigint', ({ id }) => id),
    received_at: each('timestamptz', () => reportedAt),
    report_id: each('uuid', ({ id }) => uuidOf('report', id)),
    effective_at: each('timestamptz', () => reportedAt),
    status: each('text', () => 'applied'),
    trigger: each('text', () => 'cron'),
    agent: each('text', () => `${agent.name} ${agent.version}`),
    body_hash: each('bytea', ({ hash }) => hash),
    baseline: each('boolean', () => true),
  };
}

function hex(text: string): string {
  return `\\x${createHash('sha256').update(text).digest('hex')}`;
}
