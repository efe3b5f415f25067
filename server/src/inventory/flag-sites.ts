import { type RawBuilder, sql } from 'kysely';
import { announce } from '../changes/changes.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { urgencies } from '../modules/judge.ts';
import { type ExposedInstall, noteFoundExposures } from '../notifications/exposures.ts';

const sitesPerBatch = 500;

/**
 * Brings the sites that run a version with a new verdict up to date: flags on their rows, counters, status, and the events
 * of what they are exposed to now. Works through what is noted in `changed_verdicts`, in batches of sites, each one statement a table; a batch that was interrupted is
 * done again. Returns the number of sites looked at.
 */
export async function flagChangedSites(ctx: Ctx, { signal }: { signal?: AbortSignal } = {}): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await sql<{
      version_id: number;
      epoch: number;
    }>`select version_id, epoch from changed_verdicts order by version_id limit 5000`.execute(ctx.db);
    if (rows.length === 0) return total;
    const versions = rows.map((row) => row.version_id);
    const sites = await sitesRunning(ctx, versions);
    for (let from = 0; from < sites.length; from += sitesPerBatch) {
      signal?.throwIfAborted();
      const batch = sites.slice(from, from + sitesPerBatch);
      await inTransaction(ctx, (tx) => flagSites(tx, batch, versions));
    }
    total += sites.length;
    // A verdict that changed again meanwhile carries a newer epoch and stays noted.
    await sql`delete from changed_verdicts c using unnest(${versions}::bigint[], ${rows.map((row) => row.epoch)}::bigint[])
      as done(version_id, epoch) where c.version_id = done.version_id and c.epoch = done.epoch`.execute(ctx.db);
  }
}

interface SiteNumber {
  readonly organization_id: number;
  readonly site_id: number;
}

// Organization by organization, because that is how the index by module begins.
async function sitesRunning(ctx: Ctx, versions: readonly number[]): Promise<SiteNumber[]> {
  const { rows } = await sql<SiteNumber>`
    select distinct sm.organization_id, sm.site_id from organizations o
    cross join (select distinct module_id from module_versions where id = any(${versions}::bigint[])) v
    cross join lateral (
      select organization_id, site_id, current_version_id from site_modules
      where organization_id = o.id and module_id = v.module_id) sm
    where sm.current_version_id = any(${versions}::bigint[])
    order by sm.organization_id, sm.site_id`.execute(ctx.db);
  return rows;
}

interface ChangedInstall extends ExposedInstall {
  readonly moduleId: number;
  readonly isExposed: boolean;
}

/**
 * The sites are locked first, in order, as every writer of a site does; then what they run is read as it is now. Of all that a
 * site runs only the rows whose verdict changed are looked at.
 */
async function flagSites(tx: TxCtx, sites: readonly SiteNumber[], versions: readonly number[]): Promise<void> {
  const list = sql`unnest(${sites.map((site) => site.organization_id)}::bigint[], ${sites.map((site) => site.site_id)}::bigint[])
    as w(organization_id, site_id)`;
  await sql`select a.site_id from site_activity a join ${list} on a.organization_id = w.organization_id and a.site_id = w.site_id
    order by a.organization_id, a.site_id for no key update of a`.execute(tx.db);
  const { rows: installs } = await sql<ChangedInstall>`
    select sm.organization_id as "organizationId", sm.site_id as "siteId", sm.module_id as "moduleId",
      sm.current_version_id as "versionId", null as "formerVersionId", v.security_update and not s.is_deleted as "isExposed"
    from ${list} join sites s on s.organization_id = w.organization_id and s.id = w.site_id
    join site_modules sm on sm.organization_id = w.organization_id and sm.site_id = w.site_id
      and sm.module_id = any(array(select module_id from module_versions where id = any(${versions}::bigint[])))
    join module_versions v on v.id = sm.current_version_id
    where sm.current_version_id = any(${versions}::bigint[])`.execute(tx.db);
  await sql`
    update site_modules sm set urgency = v.urgency, update_available = v.update_available, security_update = v.security_update
    from unnest(${installs.map((install) => install.organizationId)}::bigint[], ${installs.map((install) => install.siteId)}::bigint[],
      ${installs.map((install) => install.moduleId)}::bigint[]) as i(organization_id, site_id, module_id), module_versions v
    where sm.organization_id = i.organization_id and sm.site_id = i.site_id and sm.module_id = i.module_id
      and v.id = sm.current_version_id
      and (sm.urgency, sm.update_available, sm.security_update) is distinct from (v.urgency, v.update_available, v.security_update)`.execute(
    tx.db,
  );
  await recountSites(tx, list);
  await noteFoundExposures(
    tx,
    installs.filter(({ isExposed }) => isExposed),
  );
  const organizations = new Set(sites.map((site) => site.organization_id));
  await announce(
    tx.db,
    [...organizations].map((to) => ({ to, keys: ['sites'] })),
  );
}

/**
 * Counters and status of sites from their rows. A known risk makes a row urgent, and few versions are possibly exposed: so
 * the versions behind all the other rows need not be read.
 */
export async function recountSites(tx: TxCtx, list: RawBuilder<unknown>): Promise<void> {
  const count = (urgency: keyof typeof urgencies) =>
    sql`count(*) filter (where sm.urgency = ${sql.lit(urgencies[urgency])})`;
  const isCustom = sql`sm.urgency = ${sql.lit(urgencies.custom)}`;
  await sql`
    update sites s set modules_count = c.modules, security_count = c.security, unsupported_count = c.unsupported,
      update_count = c.update, unknown_count = c.unknown, current_count = c.current, custom_count = c.custom,
      possible_count = c.possible, urgency = coalesce(c.worst, ${sql.lit(urgencies.unknown)}), risk = c.risk
    from (
      select w.organization_id, w.site_id, count(*) filter (where not ${isCustom}) as modules, ${count('security')} as security,
        ${count('unsupported')} as unsupported, ${count('update')} as update, ${count('unknown')} as unknown,
        ${count('current')} as current, ${count('custom')} as custom, min(sm.urgency) filter (where not ${isCustom}) as worst,
        count(*) filter (where sm.current_version_id in (select id from module_versions where possible)) as possible,
        (select max(v.risk) from site_modules r join module_versions v on v.id = r.current_version_id
          where r.organization_id = w.organization_id and r.site_id = w.site_id
            and r.urgency = ${sql.lit(urgencies.security)}) as risk
      from ${list} join site_modules sm on sm.organization_id = w.organization_id and sm.site_id = w.site_id
      group by w.organization_id, w.site_id) c
    where s.organization_id = c.organization_id and s.id = c.site_id`.execute(tx.db);
}
