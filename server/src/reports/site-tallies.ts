import type * as contract from '@patchlight/contract/overview';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { prepared } from '../db/prepared.ts';
import { freshnessAt } from '../sites/site-filter.ts';
import type { Overviewed } from './overview.ts';

const organizationsMax = 20;
const counters = ['security', 'unsupported', 'update', 'unknown', 'possible', 'muted'] as const;

type Tally = Pick<contract.Overview, 'sites' | 'modules' | 'newest_report_at'>;
interface Tallies {
  readonly total: Tally;
  readonly organizations: contract.OrganizationTally[];
}

/** Sites by status and freshness, and the modules on them, in all and of each organization. */
export async function tallySites(ctx: Ctx, of: Overviewed): Promise<Tallies> {
  const { rows } = await sql<Tally & { organization: contract.OrganizationTally['organization'] | null }>`${prepared}
    with counted as materialized (${countedSites(of)}),
    heard as (${heardSites(of, ctx.now())}),
    counts as (select organization_id, sum(sites) as sites, ${ofStatuses}, ${sql.join(counters.map(summed))}
      from counted group by organization_id)
    select case when o.uuid is not null then json_build_object('id', o.uuid, 'name', o.name) end as organization,
      json_build_object('total', ${all('c.sites')}, 'status', json_build_object('security', ${all('c.status_1')},
          'unsupported', ${all('c.status_2')}, 'update', ${all('c.status_3')}, 'unknown', ${all('c.status_4')},
          'current', ${all('c.status_5')}),
        'freshness', json_build_object('fresh', ${all('h.heard')} - ${all('h.late')} - ${all('h.silent')},
          'late', ${all('h.late')}, 'silent', ${all('h.silent')}, 'never', ${all('c.sites')} - ${all('h.heard')})) as sites,
      json_build_object(${sql.join(counters.map((name) => sql`${sql.lit(name)}, ${all(`c.${name}_count`)}`))}) as modules,
      max(h.newest) as newest_report_at
    from organizations o left join counts c on c.organization_id = o.id left join heard h on h.organization_id = o.id
    where o.id in ${of.organizations}
    group by grouping sets ((), (o.uuid, o.name))
    order by grouping(o.uuid) desc, ${all('c.status_1')} desc, ${all('c.sites')} desc, o.name limit ${organizationsMax + 1}`.execute(
    ctx.db,
  );
  const [total, ...each] = rows.map(({ organization, ...tally }) => ({ organization, tally }));
  if (total === undefined) throw new Error('An aggregate over everything gave no row.');
  const organizations = each.flatMap(({ organization, tally }) =>
    organization === null ? [] : [{ organization, ...tally }],
  );
  return { total: total.tally, organizations };
}

const all = (column: string) => sql`coalesce(sum(${sql.ref(column)}), 0)`;
const summed = (counter: string) => sql`sum(${sql.ref(`${counter}_count`)}) as ${sql.ref(`${counter}_count`)}`;
const ofStatuses = sql.join(
  [1, 2, 3, 4, 5].map(
    (urgency) => sql`sum(sites) filter (where urgency = ${sql.lit(urgency)}) as ${sql.ref(`status_${urgency}`)}`,
  ),
);

/** From the ledger; with a tag, which it does not know, from the sites. */
function countedSites({ organizations, tag }: Overviewed): RawBuilder<unknown> {
  const key = sql`organization_id, expected_interval_hours, urgency`;
  const sums = sql.join(counters.map(summed));
  if (tag === undefined)
    return sql`select ${key}, sum(sites) as sites, ${sums} from site_counts
      where organization_id in ${organizations} group by ${key} having sum(sites) > 0`;
  return sql`select ${key}, count(*) as sites, ${sums} from sites
    where organization_id in ${organizations} and not is_deleted and ${tag} = any(tags) group by ${key}`;
}

/**
 * A site heard of within the shortest interval of all is fresh without a look at its own. `offset 0` keeps the look from being
 * made once for each count.
 */
function heardSites({ organizations, tag, isWhole }: Overviewed, now: Date): RawBuilder<unknown> {
  const isMeant =
    tag === undefined
      ? sql`a.site_id not in (select id from sites where is_deleted)`
      : sql`a.site_id in (select id from sites where organization_id in ${organizations} and not is_deleted and ${tag} = any(tags))`;
  return sql`
    select organization_id, count(*) as heard, count(*) filter (where freshness = 'late') as late,
      count(*) filter (where freshness = 'silent') as silent, max(last_report_at) as newest
    from (select a.organization_id, a.last_report_at,
        case when a.last_report_at < (select ${now}::timestamptz - min(expected_interval_hours) * interval '1 hour' from counted)
          then (select ${freshnessAt(now)} from sites s where s.organization_id = a.organization_id and s.id = a.site_id) end as freshness
      from site_activity a
      where ${isWhole ? sql`true` : sql`a.organization_id in ${organizations}`} and a.last_report_at is not null and ${isMeant} offset 0) a
    group by organization_id`;
}
