import { type RawBuilder, sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { advisoryHoles } from '../modules/catalogue.ts';
import { urgencies } from '../modules/judge.ts';
import { type ExposedInstall, noteFoundExposures, noteSettled } from '../notifications/exposures.ts';
import type { SiteNumber } from '../sites/retag.ts';
import { loadMutes, type MutableVersion, mutesOn } from './known-mutes.ts';

interface Install extends ExposedInstall, MutableVersion {
  readonly tags: readonly string[];
  readonly isExposed: boolean;
}

/** As `w`. */
export const listOf = (sites: readonly SiteNumber[]) =>
  sql`unnest(${sites.map((site) => site.organization_id)}::bigint[], ${sites.map((site) => site.site_id)}::bigint[])
    as w(organization_id, site_id)`;

/** In order, as every writer of a site does. */
export async function lockSites(tx: TxCtx, sites: readonly SiteNumber[]): Promise<void> {
  await sql`select a.site_id from site_activity a join ${listOf(sites)} on a.organization_id = w.organization_id and a.site_id = w.site_id
    order by a.organization_id, a.site_id for no key update of a`.execute(tx.db);
}

/**
 * Sets the flags of the rows `sm` that are meant to what verdicts and mutes say now, on sites that the transaction has locked,
 * and notes what they are exposed to. Of all that a site runs only these rows are looked at; the counters are not
 * brought up to date. Returns the sites of which a row changed.
 */
export async function flagRows(
  tx: TxCtx,
  sites: readonly SiteNumber[],
  isMeant: RawBuilder<unknown>,
): Promise<SiteNumber[]> {
  const organizations = [...new Set(sites.map((site) => site.organization_id))];
  const mutes = await loadMutes(tx.db, organizations);
  // Looked up for rows that a mute may ask about it, and for no others.
  const named = mutes.some(({ advisory_id }) => advisory_id !== null);
  const { rows: installs } = await sql<Install>`
    select sm.organization_id as "organizationId", sm.site_id as "siteId", sm.module_id as "moduleId",
      sm.current_version_id as "versionId", null as "formerVersionId", v.security_update and not s.is_deleted as "isExposed",
      s.tags, v.version_number as version, v.urgency, v.possible, ${named ? sql.raw(advisoryHoles) : sql`null::bigint[]`} as "advisoryHoles"
    from ${listOf(sites)} join sites s on s.organization_id = w.organization_id and s.id = w.site_id
    join site_modules sm on sm.organization_id = w.organization_id and sm.site_id = w.site_id and ${isMeant}
    join module_versions v on v.id = sm.current_version_id`.execute(tx.db);
  const flagged = installs.map((install) => {
    const own = mutes.filter((mute) => mute.organization_id === install.organizationId);
    return {
      ...install,
      mute: own.length === 0 ? null : mutesOn({ id: install.siteId, tags: install.tags }, own)(install),
    };
  });
  const isMuted = sql`i.mute_id is not null`;
  const { rows: changed } = await sql<SiteNumber>`
    update site_modules sm set urgency = i.urgency, update_available = i.update_available, security_update = i.security_update,
      mute_id = i.mute_id
    from (select i.organization_id, i.site_id, i.module_id, i.mute_id, v.id as version_id,
        case when ${isMuted} then ${sql.lit(urgencies.muted)} else v.urgency end as urgency,
        v.update_available and not ${isMuted} as update_available, v.security_update and not ${isMuted} as security_update
      from unnest(${flagged.map((install) => install.organizationId)}::bigint[], ${flagged.map((install) => install.siteId)}::bigint[],
        ${flagged.map((install) => install.moduleId)}::bigint[], ${flagged.map((install) => install.versionId)}::bigint[],
        ${flagged.map((install) => install.mute)}::bigint[]) as i(organization_id, site_id, module_id, version_id, mute_id)
      join module_versions v on v.id = i.version_id) i
    where sm.organization_id = i.organization_id and sm.site_id = i.site_id and sm.module_id = i.module_id
      and sm.current_version_id = i.version_id
      and (sm.urgency, sm.update_available, sm.security_update, sm.mute_id)
        is distinct from (i.urgency, i.update_available, i.security_update, i.mute_id)
    returning sm.organization_id, sm.site_id`.execute(tx.db);
  await noteFoundExposures(
    tx,
    flagged.filter(({ isExposed, mute }) => isExposed && mute === null),
  );
  const mended = new Set(
    flagged.filter(({ isExposed, mute }) => !isExposed || mute !== null).map(({ siteId }) => siteId),
  );
  await noteSettled(
    tx,
    changed.flatMap((site) =>
      mended.has(site.site_id) ? { organizationId: site.organization_id, siteId: site.site_id } : [],
    ),
  );
  return [...new Map(changed.map((site) => [site.site_id, site])).values()];
}

/**
 * Counters and status of sites from their rows. A known risk makes a row urgent, and few versions are possibly exposed: so
 * the versions behind all the other rows need not be read.
 */
export async function recountSites(tx: TxCtx, sites: readonly SiteNumber[]): Promise<void> {
  if (sites.length === 0) return;
  const list = listOf(sites);
  const count = (urgency: keyof typeof urgencies) =>
    sql`count(*) filter (where sm.urgency = ${sql.lit(urgencies[urgency])})`;
  const isOf = (urgency: keyof typeof urgencies) => sql`sm.urgency = ${sql.lit(urgencies[urgency])}`;
  await sql`
    update sites s set modules_count = c.modules, security_count = c.security, unsupported_count = c.unsupported,
      update_count = c.update, unknown_count = c.unknown, current_count = c.current, custom_count = c.custom,
      muted_count = c.muted, possible_count = c.possible, urgency = coalesce(c.worst, ${sql.lit(urgencies.unknown)}), risk = c.risk
    from (
      select w.organization_id, w.site_id, count(*) filter (where not ${isOf('custom')}) as modules, ${count('security')} as security,
        ${count('unsupported')} as unsupported, ${count('update')} as update, ${count('unknown')} as unknown,
        ${count('current')} as current, ${count('custom')} as custom, ${count('muted')} as muted,
        min(sm.urgency) filter (where not ${isOf('custom')} and not ${isOf('muted')}) as worst,
        count(*) filter (where not ${isOf('muted')} and sm.current_version_id in (select id from module_versions where possible))
          as possible,
        (select max(v.risk) from site_modules r join module_versions v on v.id = r.current_version_id
          where r.organization_id = w.organization_id and r.site_id = w.site_id
            and r.urgency = ${sql.lit(urgencies.security)}) as risk
      from ${list} join site_modules sm on sm.organization_id = w.organization_id and sm.site_id = w.site_id
      group by w.organization_id, w.site_id) c
    where s.organization_id = c.organization_id and s.id = c.site_id`.execute(tx.db);
}
