import type * as contract from '@patchlight/contract/overview';
import type { TrendPoint } from '@patchlight/contract/overview-parts';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { prepared } from '../db/prepared.ts';
import { advisoryRef, moduleRef, timeInJson, unknownRisk } from '../modules/modules.ts';
import { defaultTargets } from '../organizations/organizations.ts';
import { urgencyOf } from '../sites/site-filter.ts';
import type { Overviewed } from './overview.ts';

const fixesMax = 10;
const namedMax = 3;
const insecure = sql.lit(urgencyOf('security'));

/**
 * Versions with a security update to take, and the number of living sites that run each, from the ledger; with a tag, which it
 * does not know, from the rows.
 */
function exposedVersions({ organizations, tag }: Overviewed): RawBuilder<unknown> {
  const rowsOf = (sites: RawBuilder<unknown>) => sql`from sites s
    join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.security_update
    where s.organization_id in ${organizations} and ${sites}`;
  if (tag !== undefined)
    return sql`select sm.current_version_id as version_id, count(*) as sites
      ${rowsOf(sql`not s.is_deleted and ${tag} = any(s.tags)`)} group by sm.current_version_id`;
  return sql`select version_id, sum(installs)::bigint as sites from (
      select version_id, installs from exposed_installs where organization_id in ${organizations}
      union all select sm.current_version_id, -1 ${rowsOf(sql`s.is_deleted`)}) i
    group by version_id having sum(installs) > 0`;
}

type OpenByRisk = Omit<NonNullable<TrendPoint['open']>, 'sites'>;
interface Exposed {
  readonly exposures: contract.Exposures;
  readonly open: OpenByRisk;
  readonly oldest: contract.Overview['oldest'];
  readonly fixes: contract.QueuedFix[];
  readonly lastAdvisory: contract.Overview['last_advisory'];
}
type Row = contract.Exposures &
  Omit<OpenByRisk, 'unknown'> & {
    oldest: Exposed['oldest'];
    fixes: contract.QueuedFix[];
    last_advisory: Exposed['lastAdvisory'];
  };

/** What is exposed now, and what to do first. A site runs one version of a module, so the sites of its versions add up to the sites of the module. */
export async function findExposed(ctx: Ctx, of: Overviewed): Promise<Exposed> {
  const { rows } = await sql<Row>`${prepared}
    with used as materialized (
      select v.module_id, v.id, v.urgency, v.risk, i.sites, v.holes, v.oldest_hole_at
      from (${exposedVersions(of)}) i join module_versions v on v.id = i.version_id),
    first as materialized (
      select module_id, sum(sites) as sites, max(risk) as risk, sum(sites * coalesce(risk, ${unknownRisk})) as weight,
        min(oldest_hole_at) as oldest_published_at
      from used where urgency = ${insecure} group by module_id order by weight desc, module_id limit ${fixesMax}),
    first_used as materialized (
      select id, module_id, sites from used where urgency = ${insecure} and module_id in (select module_id from first)),
    risks as (
      select coalesce(sum(u.sites) filter (where a.risk >= 15), 0)::bigint as critical,
        coalesce(sum(u.sites) filter (where a.risk between 10 and 14), 0)::bigint as moderate,
        coalesce(sum(u.sites) filter (where a.risk < 10), 0)::bigint as low
      from used u join version_advisories va on va.version_id = u.id and va.exposure = 'affected'
      join advisories a on a.id = va.advisory_id and a.withdrawn_at is null and a.published_at is not null and a.risk is not null)
    select open.*, risks.*, (${oldestOf(of)}) as oldest, coalesce((${fixesOfFirst(of, ctx.now())}), '[]') as fixes,
      (${lastAdvisory(ctx.now())}) as last_advisory
    from (select coalesce(sum(sites * holes), 0)::bigint as open, max(risk) as highest_risk,
      min(oldest_hole_at) as oldest_published_at from used) open, risks`.execute(ctx.db);
  if (rows[0] === undefined) throw new Error('An aggregate over everything gave no row.');
  const { oldest, fixes, last_advisory, critical, moderate, low, ...exposures } = rows[0];
  const unknown = Math.max(0, exposures.open - critical - moderate - low);
  return { exposures, open: { critical, moderate, low, unknown }, oldest, fixes, lastAdvisory: last_advisory };
}

// The hole that is due first decides, by the strictest target of the organizations.
const dueAt = sql`(select min(h.published_at + case when coalesce(h.risk, ${sql.lit(unknownRisk)}) >= 15 then t.critical else t.other end)
  from targets t, (
    select a.published_at, a.risk from first_used u join version_advisories va on va.version_id = u.id and va.exposure = 'affected'
      join advisories a on a.id = va.advisory_id and a.withdrawn_at is null where u.module_id = f.module_id
    union all
    select r.release_date, null from first_used u join version_security_releases vr on vr.version_id = u.id
      join module_versions r on r.module_id = u.module_id and r.version_number = vr.release and r.datestamp = 0
      where u.module_id = f.module_id) h)`;

const hoursOf = (
  target: keyof typeof defaultTargets,
) => sql`min(coalesce(settings->'update_targets'->>${sql.lit(target)},
  ${sql.lit(String(defaultTargets[target]))})::int) * interval '1 hour'`;

const fixesOfFirst = (of: Overviewed, now: Date) => sql`
  with targets as (select ${hoursOf('critical_hours')} as critical, ${hoursOf('other_hours')} as other
    from organizations where id in ${of.organizations})
  select json_agg(json_build_object('module', ${moduleRef}, 'sites', f.sites, 'risk', f.risk,
    'advisories', coalesce((select json_agg(${advisoryRef} order by a.published_at desc nulls last, a.id desc) from advisories a
      where a.id in (select va.advisory_id from first_used u join version_advisories va on va.version_id = u.id
        and va.exposure = 'affected' where u.module_id = f.module_id)), '[]'),
    'fixed_in', array(select v.verdict->'fix'->>'version' from first_used u join module_versions v on v.id = u.id
      where u.module_id = f.module_id and v.verdict->'fix'->>'version' is not null
      group by v.verdict->'fix'->>'version' order by sum(u.sites) desc, v.verdict->'fix'->>'version'),
    'oldest_published_at', ${timeInJson('f.oldest_published_at')},
    'overdue_hours', floor(extract(epoch from ${now}::timestamptz - ${dueAt}) / 3600),
    'sites_named', ${namedSites(of, sql`sm.module_id = f.module_id and sm.urgency = ${insecure}`)})
    order by f.weight desc, f.module_id)
  from first f join modules m on m.id = f.module_id`;

/** The module of the hole that has been known the longest. */
const oldestOf = (of: Overviewed) => sql`
  select json_build_object('module', ${moduleRef}, 'published_at', ${timeInJson('f.oldest_hole_at')}, 'sites', f.sites,
    'sites_named', ${namedSites(of, sql`sm.module_id = f.module_id and sm.current_version_id = any(f.versions)`)})
  from (select module_id, oldest_hole_at, sum(sites) as sites, array_agg(id) as versions from used where oldest_hole_at is not null
    group by module_id, oldest_hole_at order by oldest_hole_at, module_id limit 1) f
  join modules m on m.id = f.module_id`;

/** Some sites that run such rows `sm`: organization by organization, each from its index, until there are enough. */
function namedSites({ organizations, tag }: Overviewed, isMeant: RawBuilder<unknown>): RawBuilder<unknown> {
  const isLiving = tag === undefined ? sql`not s.is_deleted` : sql`not s.is_deleted and ${tag} = any(s.tags)`;
  return sql`coalesce((select json_agg(n.site) from (
    select r.site from (select id from organizations where id in ${organizations}) o cross join lateral (
      select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site
      from site_modules sm cross join lateral (
        select * from sites s where s.organization_id = sm.organization_id and s.id = sm.site_id and ${isLiving} offset 0) s
      where sm.organization_id = o.id and ${isMeant} limit ${sql.lit(namedMax)}) r
    limit ${sql.lit(namedMax)}) n), '[]')`;
}

const lastAdvisory = (now: Date) => sql`
  select json_build_object('id', a.advisory_id, 'title', a.title, 'published_at', ${timeInJson('a.published_at')},
    'sites', coalesce((select sum(u.sites) from used u join version_advisories va on va.version_id = u.id
      where va.advisory_id = a.id and va.exposure = 'affected'), 0))
  from (select * from advisories where published_at <= ${now} and withdrawn_at is null
    order by published_at desc nulls last, id desc limit 1) a`;
