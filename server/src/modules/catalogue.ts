import { sql } from 'kysely';
import { numberArray } from '../db/arrays.ts';
import type { Db, DbTransaction, Send } from '../db/database.ts';
import { newId } from '../ids.ts';
import { loadEvidence } from './evidence.ts';
import { addProjectSources } from './feed-sources.ts';
import { judgeVersion, urgencies } from './judge.ts';
import { insertVersions, type VersionKey } from './store-verdicts.ts';
import { holdVerdicts } from './verdict-lock.ts';

/** A version as the writer of reports needs it: its numeric key, and what it means for a site that runs it. */
export interface KnownVersion {
  readonly id: number;
  readonly moduleId: number;
  readonly project: string;
  readonly version: string;
  readonly datestamp: number;
  readonly isCustom: boolean;
  urgency: number;
  updateAvailable: boolean;
  securityUpdate: boolean;
  possible: boolean;
  risk: number | null;
  /** The advisories that are its holes; null where it has none, or one of which no advisory tells. */
  advisoryHoles: readonly number[] | null;
}

export interface WantedVersion {
  /** Null for a drupal.org project; the owner of a custom module. */
  readonly organizationId: number | null;
  readonly project: string;
  readonly type: string | null;
  readonly version: string;
  /** Unix seconds of a development build; 0 for everything else. */
  readonly datestamp: number;
}

/**
 * Projects and versions in memory, so that a report costs no look-up of names. Filled as reports come in; verdicts are
 * brought up to date when the epoch, read in each writing transaction, has moved on.
 */
export interface Catalogue {
  find(wanted: WantedVersion): KnownVersion | undefined;
  byId(id: number): KnownVersion | undefined;
  /** Keys of the module of this name, where one of its versions is known. */
  moduleIds(organizationId: number | null, project: string): number[];
  /** Which of these versions are releases, by project. */
  releasesAmong(
    wanted: readonly { readonly project: string; readonly version: string }[],
  ): Promise<Map<string, Set<string>>>;
  /** Makes every wanted version known, adding to the database what it has not seen; verdicts included. */
  learn(wanted: readonly WantedVersion[]): Promise<void>;
  /**
   * Loads versions by their keys, for the state of a site that this process has not written itself. This and `refresh`
   * work inside the writing transaction and on its connection: to wait for another one while holding its locks could
   * be for ever.
   */
  learnIds(ids: readonly number[], send: Send): Promise<void>;
  /** The epoch of the verdicts in memory. */
  epoch(): number;
  /** Brings verdicts up to `epoch`. */
  refresh(epoch: number, send: Send): Promise<void>;
}

export interface VersionRow {
  id: number;
  module_id: number;
  module_name: string;
  organization_id: number | null;
  version_number: string;
  datestamp: number;
  urgency: number;
  update_available: boolean;
  security_update: boolean;
  possible: boolean;
  risk: number | null;
  advisory_holes: number[] | null;
}

/** Of a version `v`. */
export const advisoryHoles = `case when v.urgency = ${urgencies.security}
    and not exists (select from version_security_releases r where r.version_id = v.id)
  then (select array_agg(va.advisory_id) from version_advisories va where va.version_id = v.id and va.exposure = 'affected') end`;
const versionColumns = `v.id, v.module_id, m.module_name, m.organization_id, v.version_number, v.datestamp, v.urgency,
  v.update_available, v.security_update, v.possible, v.risk, ${advisoryHoles} as advisory_holes from module_versions v join modules m on m.id = v.module_id`;
const versionsById = { name: 'catalogue-by-id', text: `select ${versionColumns} where v.id = any($1::bigint[])` };
const versionsSince = { name: 'catalogue-since', text: `select ${versionColumns} where v.epoch > $1` };
const readEpoch = { name: 'catalogue-epoch', text: 'select epoch from catalogue_epoch' };

export function createCatalogue(db: Db): Catalogue {
  const modules = new Map<string, Map<string, KnownVersion>>();
  const versions = new Map<number, KnownVersion>();
  // Read before the first version is: whatever is loaded later is at least as new.
  let knownEpoch: number | undefined;

  function remember(row: VersionRow): void {
    const version: KnownVersion = versions.get(row.id) ?? {
      id: row.id,
      moduleId: row.module_id,
      project: row.module_name,
      version: row.version_number,
      datestamp: row.datestamp,
      isCustom: row.organization_id !== null,
      urgency: 0,
      updateAvailable: false,
      securityUpdate: false,
      possible: false,
      risk: null,
      advisoryHoles: null,
    };
    version.urgency = row.urgency;
    version.updateAvailable = row.update_available;
    version.securityUpdate = row.security_update;
    version.possible = row.possible;
    version.risk = row.risk;
    version.advisoryHoles = row.advisory_holes;
    versions.set(row.id, version);
    const name = moduleKey(row.organization_id, row.module_name);
    const ofModule = modules.get(name) ?? new Map<string, KnownVersion>();
    modules.set(name, ofModule.set(versionKey(row.version_number, row.datestamp), version));
  }

  return {
    find: (wanted) =>
      modules.get(moduleKey(wanted.organizationId, wanted.project))?.get(versionKey(wanted.version, wanted.datestamp)),
    byId: (id) => versions.get(id),
    epoch: () => knownEpoch ?? 0,
    moduleIds(organizationId, project) {
      for (const version of modules.get(moduleKey(organizationId, project))?.values() ?? []) return [version.moduleId];
      return [];
    },
    async releasesAmong(wanted) {
      const releases = new Map<string, Set<string>>();
      for (const { project, version } of await selectReleases(db, wanted))
        releases.set(project, (releases.get(project) ?? new Set()).add(version));
      return releases;
    },
    async learn(wanted) {
      knownEpoch ??= (await db.selectFrom('catalogue_epoch').select('epoch').executeTakeFirstOrThrow()).epoch;
      const rows = await db.transaction().execute((tx) => learnVersions(tx, wanted));
      for (const row of rows) remember(row);
    },
    async learnIds(ids, send) {
      knownEpoch ??= (await send<{ epoch: number }>(readEpoch, []))[0]?.epoch;
      const rows = await send<VersionRow>(versionsById, [numberArray(ids)]);
      for (const row of rows) remember(row);
    },
    async refresh(epoch, send) {
      if (knownEpoch === undefined || epoch <= knownEpoch) return;
      const rows = await send<VersionRow>(versionsSince, [knownEpoch]);
      for (const row of rows) if (versions.has(row.id)) remember(row);
      knownEpoch = Math.max(knownEpoch, epoch);
    },
  };
}

function moduleKey(organizationId: number | null, project: string): string {
  return organizationId === null ? project : `${organizationId}/${project}`;
}

function versionKey(version: string, datestamp: number): string {
  return datestamp === 0 ? version : `${version}@${datestamp}`;
}

/** The wanted versions as they are stored; those that were not are judged and added. */
export async function learnVersions(tx: DbTransaction, wanted: readonly WantedVersion[]): Promise<VersionRow[]> {
  await holdVerdicts(tx);
  const moduleIds = await learnModules(tx, wanted);
  await addProjectSources(tx, [...moduleIds.values()]);
  const keys = wanted.map((each) => ({
    moduleId: moduleIds.get(moduleKey(each.organizationId, each.project)) ?? 0,
    version: each.version,
    datestamp: each.datestamp,
    isCustom: each.organizationId !== null,
  }));
  const known = await selectVersions(tx, keys);
  const found = new Set(known.map((row) => `${row.module_id} ${versionKey(row.version_number, row.datestamp)}`));
  const missing = keys.filter((key) => !found.has(`${key.moduleId} ${versionKey(key.version, key.datestamp)}`));
  if (missing.length === 0) return known;
  const evidence = await loadEvidence(tx, [
    ...new Set(missing.filter((key) => !key.isCustom).map((key) => key.moduleId)),
  ]);
  await insertVersions(
    tx,
    missing.map((key) => {
      const known = evidence.get(key.moduleId);
      return {
        ...key,
        evidence: known ?? null,
        judgement: known ? judgeVersion(known, key.version, key.datestamp) : null,
      };
    }),
  );
  return selectVersions(tx, keys);
}

async function learnModules(tx: DbTransaction, wanted: readonly WantedVersion[]): Promise<Map<string, number>> {
  const distinct = [
    ...new Map(wanted.map((each) => [moduleKey(each.organizationId, each.project), each])).values(),
  ].sort((a, b) => (moduleKey(a.organizationId, a.project) < moduleKey(b.organizationId, b.project) ? -1 : 1));
  const names = distinct.map((each) => each.project);
  const owners = distinct.map((each) => each.organizationId);
  const select = sql<{ id: number; module_name: string; organization_id: number | null }>`
    select m.id, m.module_name, m.organization_id from unnest(${names}::text[], ${owners}::bigint[]) as w(name, owner)
    join modules m on m.module_name = w.name and m.organization_id is not distinct from w.owner`;
  const keysOf = (rows: { id: number; module_name: string; organization_id: number | null }[]) =>
    new Map(rows.map((row) => [moduleKey(row.organization_id, row.module_name), row.id]));
  const known = keysOf((await select.execute(tx)).rows);
  const missing = distinct.filter((each) => !known.has(moduleKey(each.organizationId, each.project)));
  if (missing.length === 0) return known;
  await tx
    .insertInto('modules')
    .values(
      missing.map((each) => ({
        uuid: newId(),
        module_name: each.project,
        organization_id: each.organizationId,
        type: each.type,
        drupal_link: each.organizationId === null ? `https://www.drupal.org/project/${each.project}` : null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return keysOf((await select.execute(tx)).rows);
}

async function selectReleases(
  db: Db,
  wanted: readonly { readonly project: string; readonly version: string }[],
): Promise<{ project: string; version: string }[]> {
  const { rows } = await sql<{ project: string; version: string }>`
    select m.module_name as project, v.version_number as version
    from unnest(${wanted.map(({ project }) => project)}::text[], ${wanted.map(({ version }) => version)}::text[]) as w(project, version)
    join modules m on m.module_name = w.project and m.organization_id is null
    join module_versions v on v.module_id = m.id and v.version_number = w.version and v.datestamp = 0
    where v.feed_position is not null`.execute(db);
  return rows;
}

async function selectVersions(tx: DbTransaction, keys: readonly VersionKey[]): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    with wanted as (select distinct * from unnest(${keys.map((key) => key.moduleId)}::bigint[],
      ${keys.map((key) => key.version)}::text[], ${keys.map((key) => key.datestamp)}::bigint[]) as w(module_id, version, datestamp))
    select ${sql.raw(versionColumns)} join wanted w on w.module_id = v.module_id and w.version = v.version_number and w.datestamp = v.datestamp`.execute(
    tx,
  );
  return rows;
}
