import { type RawBuilder, sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { learnVersions, type VersionRow, type WantedVersion } from '../modules/catalogue.ts';
import { type ExposedInstall, noteFoundExposures } from '../notifications/exposures.ts';
import { flagRows, recountSites } from './flag-rows.ts';
import { type Identity, reportedAs } from './identities.ts';

/** A name in an organization, what it was decided to be until now, and what it is from now on; null: what reports say. */
export interface Reidentified {
  readonly organizationId: number;
  readonly name: string;
  readonly before: Identity | null;
  readonly after: Identity | null;
}

/** What sites run under the name: one row for each version, whether the site or its repository has it. */
interface Found {
  readonly module_id: number;
  readonly module_name: string;
  readonly version_id: number;
  /** As stored: null where it is what the reports say. */
  readonly mark: string | null;
  readonly is_custom: boolean;
  readonly type: string | null;
  readonly version_number: string;
  readonly datestamp: number;
}

interface Move {
  readonly from: Found;
  readonly to: VersionRow;
  /** To be stored. */
  readonly mark: string | null;
}

/**
 * Brings what sites run in line with a decision. The caller's transaction holds the verdicts alone, so no report is being
 * written; sites are locked in order, because flags are. Returns the number of sites.
 */
export async function moveModules(tx: TxCtx, changed: Reidentified): Promise<number> {
  const moves = await movesOf(tx, changed);
  if (moves.length === 0) return 0;
  const sites = await lockSites(tx, changed, moves);
  const unsure = await moveRunning(tx, changed, moves);
  const all = sites.map((site) => ({ organization_id: changed.organizationId, site_id: site }));
  const muted = await areMuted(tx, changed, moves);
  if (muted) await flagRows(tx, all, sql`sm.module_id = any(${moves.map(({ to }) => to.module_id)}::bigint[])`);
  await recountSites(tx, muted ? all : all.filter(({ site_id }) => unsure.includes(site_id)));
  await noteFoundExposures(tx, await exposedBy(tx, changed, moves));
  await moveRepositories(tx, changed, moves);
  await sql`update site_activity set state_version = state_version + 1
    where organization_id = ${changed.organizationId} and site_id = any(${sites}::bigint[])`.execute(tx.db);
  return sites.length;
}

/** Whether a mute may hide what moves: then the counters move by more than the verdicts tell. */
async function areMuted(tx: TxCtx, { organizationId }: Reidentified, moves: readonly Move[]): Promise<boolean> {
  const modules = moves.flatMap(({ from, to }) => [from.module_id, to.module_id]);
  const { rows } =
    await sql`select from mutes where organization_id = ${organizationId} and module_id = any(${modules}::bigint[])
    and (ended_at is null or flagged_epoch < epoch) limit 1`.execute(tx.db);
  return rows.length > 0;
}

async function exposedBy(
  tx: TxCtx,
  { organizationId }: Reidentified,
  moves: readonly Move[],
): Promise<ExposedInstall[]> {
  const { rows } = await sql<ExposedInstall>`
    select sm.organization_id as "organizationId", sm.site_id as "siteId", sm.current_version_id as "versionId",
      null as "formerVersionId"
    from site_modules sm join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted
    where sm.organization_id = ${organizationId} and sm.security_update
      and sm.module_id = any(${moves.map(({ to }) => to.module_id)}::bigint[])
      and sm.current_version_id = any(${moves.map(({ to }) => to.id)}::bigint[])`.execute(tx.db);
  return rows;
}

async function movesOf(tx: TxCtx, { organizationId, name, before, after }: Reidentified): Promise<Move[]> {
  const names = [name, before?.project ?? name];
  const marks = [reportedAs(name, true), reportedAs(name, false)];
  const { rows } = await sql<Found>`
    select distinct m.id as module_id, m.module_name, r.version_id, r.reported_as as mark, m.organization_id is not null as is_custom, m.type,
      v.version_number, v.datestamp
    from modules m
    join lateral (
      select current_version_id as version_id, reported_as from site_modules
        where organization_id = ${organizationId} and module_id = m.id
      union all
      select version_id, reported_as from site_repository_modules
        where organization_id = ${organizationId} and module_id = m.id) r
      on coalesce(r.reported_as = any(${marks}::text[]), m.module_name = ${name})
    join module_versions v on v.id = r.version_id
    where m.module_name = any(${names}::text[]) and (m.organization_id is null or m.organization_id = ${organizationId})`.execute(
    tx.db,
  );
  const planned = rows.flatMap((from) => {
    const reported = from.mark ?? reportedAs(name, from.is_custom);
    const isReportedCustom = reported === reportedAs(name, true);
    const isCustom = after === null ? isReportedCustom : after.project === null;
    const project = after?.project ?? name;
    const mark = isCustom === isReportedCustom && project === name ? null : reported;
    const wanted: WantedVersion = {
      organizationId: isCustom ? organizationId : null,
      project,
      type: from.type,
      version: from.version_number,
      datestamp: from.datestamp,
    };
    return isCustom === from.is_custom && project === from.module_name ? [] : { from, wanted, mark };
  });
  if (planned.length === 0) return [];
  const known = await learnVersions(
    tx.db,
    planned.map(({ wanted }) => wanted),
  );
  return planned.map(({ from, wanted, mark }) => {
    const to = known.find(
      (row) =>
        row.organization_id === wanted.organizationId &&
        row.module_name === wanted.project &&
        row.version_number === wanted.version &&
        row.datestamp === wanted.datestamp,
    );
    if (to === undefined) throw new Error(`The version of ${wanted.project} is not known.`);
    return { from, to, mark };
  });
}

const listOf = (moves: readonly Move[]) => sql`unnest(
  ${moves.map(({ from }) => from.module_id)}::bigint[], ${moves.map(({ from }) => from.version_id)}::bigint[],
  ${moves.map(({ from }) => from.mark)}::text[], ${moves.map(({ to }) => to.module_id)}::bigint[],
  ${moves.map(({ to }) => to.module_name)}::text[], ${moves.map(({ to }) => to.id)}::bigint[],
  ${moves.map(({ mark }) => mark)}::text[], ${moves.map(({ to }) => to.urgency)}::smallint[],
  ${moves.map(({ to }) => to.update_available)}::boolean[], ${moves.map(({ to }) => to.security_update)}::boolean[])
  as t(from_module, from_version, from_mark, to_module, to_name, to_version, to_mark, to_urgency, to_update_available, to_security_update)`;

async function lockSites(tx: TxCtx, { organizationId, name }: Reidentified, moves: readonly Move[]): Promise<number[]> {
  const { rows } = await sql<{ site_id: number }>`
    select a.site_id from site_activity a where a.organization_id = ${organizationId} and a.site_id in (
      select sm.site_id from ${listOf(moves)} join site_modules sm on sm.organization_id = ${organizationId}
        and sm.module_id = t.from_module and sm.current_version_id = t.from_version
        and sm.reported_as is not distinct from t.from_mark
      union
      select h.site_id from ${listOf(moves)} join site_repository_modules h on h.organization_id = ${organizationId}
        and h.module_id = t.from_module and h.version_id = t.from_version and h.reported_as is not distinct from t.from_mark)
    order by a.organization_id, a.site_id for no key update of a`.execute(tx.db);
  if (rows.length === 0) throw new Error(`No site runs ${name} any more.`);
  return rows.map(({ site_id }) => site_id);
}

const lone = (name: unknown) =>
  sql`jsonb_build_array(jsonb_build_object('name', ${name}, 'type', 'module', 'installed', true))`;

/**
 * An open interval goes on under the other module, as long as the other module's own past allows; the intervals that ended
 * stay. Both ends are handovers: nothing changed on the site. Where the other module is there under its own name, that one
 * counts, and this one is shown among its extensions. Counters move by what left and what came, because to count anew reads
 * every module of the sites; returned are those where the highest risk may have left.
 */
async function moveRunning(
  tx: TxCtx,
  { organizationId, name }: Reidentified,
  moves: readonly Move[],
): Promise<number[]> {
  const own = lone(sql`${name}::text`);
  const { rows } = await sql<{ site_id: number; unsure: boolean }>`
    with gone as (
      delete from site_modules sm using ${listOf(moves)}
      where sm.organization_id = ${organizationId} and sm.module_id = t.from_module and sm.current_version_id = t.from_version
        and sm.reported_as is not distinct from t.from_mark
      returning sm.*, t.*),
    moving as (
      select gone.*, a.last_report_id as report_id, exists (select from site_modules o
          where o.organization_id = gone.organization_id and o.site_id = gone.site_id and o.module_id = gone.to_module) as is_there,
        greatest(gone.running_since, (select max(h.until_at) from site_module_history h
          where h.organization_id = gone.organization_id and h.site_id = gone.site_id and h.module_id = gone.to_module
            and h.until_at > gone.running_since)) as since
      from gone join site_activity a on a.organization_id = gone.organization_id and a.site_id = gone.site_id),
    placed as (
      insert into site_modules as o (organization_id, site_id, module_id, current_version_id, update_available, security_update,
          urgency, running_since, extensions, patches, reported_as)
        select distinct on (site_id, to_module) organization_id, site_id, to_module, to_version, to_update_available,
          to_security_update, to_urgency, since,
          case when to_name = ${name} then nullif(extensions, ${own}) else coalesce(extensions, ${own}) end, patches, to_mark
        from moving order by site_id, to_module, from_module
      on conflict (organization_id, site_id, module_id) do update set
        extensions = coalesce(o.extensions, ${lone(sql`(select module_name from modules where id = o.module_id)`)})
          || coalesce(excluded.extensions, ${own})),
    told as (
      insert into site_module_history (organization_id, site_id, module_id, version_id, from_at, until_at, next_version_id, report_id,
          handover)
        select organization_id, site_id, from_module, from_version, running_since,
            case when is_there then ${tx.now()}::timestamptz else since end, null, report_id, true from moving
        union all
        select distinct on (site_id, to_module) organization_id, site_id, to_module, null, null, since, to_version, report_id, true
          from moving where not is_there),
    counted as (
      select site_id, ${differenceOf(sql`urgency < 6`)} as modules, ${differenceOf(sql`urgency = 1`)} as security,
        ${differenceOf(sql`urgency = 2`)} as unsupported, ${differenceOf(sql`urgency = 3`)} as update,
        ${differenceOf(sql`urgency = 4`)} as unknown, ${differenceOf(sql`urgency = 5`)} as current,
        ${differenceOf(sql`urgency = 6`)} as custom, ${differenceOf(sql`possible`)} as possible,
        max(risk) filter (where n > 0) as come, max(risk) filter (where n < 0) as gone
      from (
        select g.site_id, -1 as n, v.urgency, v.possible, v.risk from gone g join module_versions v on v.id = g.from_version
        union all
        select distinct on (m.site_id, m.to_module) m.site_id, 1, v.urgency, v.possible, v.risk
          from moving m join module_versions v on v.id = m.to_version where not m.is_there) each
      group by site_id)
    update sites s set modules_count = modules_count + c.modules, security_count = security_count + c.security,
      unsupported_count = unsupported_count + c.unsupported, update_count = update_count + c.update,
      unknown_count = unknown_count + c.unknown, current_count = current_count + c.current,
      custom_count = custom_count + c.custom, possible_count = possible_count + c.possible,
      urgency = case when security_count + c.security > 0 then 1 when unsupported_count + c.unsupported > 0 then 2
        when update_count + c.update > 0 then 3 when unknown_count + c.unknown > 0 or current_count + c.current = 0 then 4
        else 5 end,
      risk = greatest(risk, c.come)
    from counted c where s.organization_id = ${organizationId} and s.id = c.site_id
    returning s.id as site_id, coalesce(c.gone >= s.risk, false) as unsure`.execute(tx.db);
  return rows.flatMap(({ site_id, unsure }) => (unsure ? site_id : []));
}

/** By how many modules of a kind a site has more; less than none where it has fewer. */
const differenceOf = (kind: RawBuilder<unknown>) => sql`coalesce(sum(n) filter (where ${kind}), 0)`;

async function moveRepositories(tx: TxCtx, { organizationId }: Reidentified, moves: readonly Move[]): Promise<void> {
  await sql`
    with gone as (
      delete from site_repository_modules h using ${listOf(moves)}
      where h.organization_id = ${organizationId} and h.module_id = t.from_module and h.version_id = t.from_version
        and h.reported_as is not distinct from t.from_mark
      returning h.site_id, h.since, t.from_module, t.to_module, t.to_version, t.to_mark)
    insert into site_repository_modules (organization_id, site_id, module_id, version_id, since, reported_as)
      select distinct on (site_id, to_module) ${organizationId}, site_id, to_module, to_version, since, to_mark
      from gone order by site_id, to_module, from_module
    on conflict do nothing`.execute(tx.db);
}
