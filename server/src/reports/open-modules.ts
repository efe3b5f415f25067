import type { QueryOf } from '@patchlight/contract/endpoint';
import * as contract from '@patchlight/contract/reports';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { isNamed, narrowedScope } from '../modules/modules.ts';
import { urgencyOf } from '../sites/sites.ts';

// As in the order of attention of the sites: who does not know the risk takes it for critical.
const unknownRisk = contract.severities.critical;

type Query = QueryOf<typeof contract.reportModuleUpdates>;

/** What a report is about: some organizations, and the filters of its query as conditions. */
export interface Selected {
  readonly organizationIds: readonly number[];
  /** On a site `s`. */
  readonly sites: RawBuilder<boolean>;
  /** On a row `sm` of what a site runs. */
  readonly modules: RawBuilder<boolean>;
  readonly status: Query['status'];
  /** A filter looks into the sites, deeper than their counters. */
  readonly isWithinSites: boolean;
}

export async function selectedBy(ctx: Ctx, query: Query): Promise<Selected> {
  return {
    organizationIds: await livingOrganizations(ctx, query.organization_id),
    sites: sitesOf(query),
    modules: modulesOf(query),
    status: query.status,
    isWithinSites: query.module !== undefined || query.severity !== undefined,
  };
}

// A list even where all are meant: an index cannot be entered without its first column.
async function livingOrganizations(ctx: Ctx, only: string | undefined): Promise<number[]> {
  const scope = await narrowedScope(ctx, only);
  const { rows } = await sql<{ id: number }>`select id from organizations
    where not is_deleted and ${inScope(scope, 'id')} order by id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** The condition on a site `s` that both reports have. */
export function sitesOf({ site_id, tag }: Pick<Query, 'site_id' | 'tag'>): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`not s.is_deleted`];
  if (site_id !== undefined) parts.push(sql`s.uuid = ${site_id}`);
  if (tag !== undefined) parts.push(sql`${tag} = any(s.tags)`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

function modulesOf({ site_id, status, severity, module }: Query): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  // Said of the row too, so that its index is entered at the site.
  if (site_id !== undefined) parts.push(sql`sm.site_id = any(array(select id from sites where uuid = ${site_id}))`);
  if (status !== undefined) parts.push(sql`sm.urgency = ${urgencyOf(status)}`);
  if (severity !== undefined)
    parts.push(sql`sm.urgency = ${urgencyOf('security')} and (select coalesce(v.risk, ${unknownRisk}) from module_versions v
      where v.id = sm.current_version_id) >= ${contract.severities[severity]}`);
  if (module !== undefined)
    parts.push(sql`sm.module_id = any(array(select m.id from modules m where ${isNamed(module)}))`);
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

/**
 * Open rows `r` of site_modules, organization by organization, so that each is read from the partial index in its order.
 * `tail` says how much of each; `offset 0` is all of it, and keeps the planner from reading the table instead. The site is
 * a probe for each row: as a join it would be read first, all sites of an organization for one page.
 */
export function openModules(
  { organizationIds, sites, modules }: Selected,
  tail: RawBuilder<unknown> = sql`offset 0`,
): RawBuilder<unknown> {
  return sql`unnest(${organizationIds}::bigint[]) as o(id) cross join lateral (
    select sm.organization_id, sm.site_id, sm.module_id, sm.urgency, sm.current_version_id, sm.running_since from site_modules sm
    where sm.organization_id = o.id and sm.urgency <= 3 and ${modules}
      and (select ${sites} from sites s where s.organization_id = sm.organization_id and s.id = sm.site_id)
    ${tail}) r`;
}

const nothing: contract.UpdateSummary = {
  sites: 0,
  security: 0,
  unsupported: 0,
  update: 0,
  unknown: 0,
  muted: 0,
  possible: 0,
};

/** From the counters of the sites: one row for each site, whatever it runs. */
export async function summaryOf(ctx: Ctx, { organizationIds, sites }: Selected): Promise<contract.UpdateSummary> {
  const sum = (column: string) => sql`coalesce(sum(${sql.ref(column)}), 0)::bigint`;
  const { rows } = await sql<contract.UpdateSummary>`select count(*) as sites, ${sum('security_count')} as security,
      ${sum('unsupported_count')} as unsupported, ${sum('update_count')} as update, ${sum('unknown_count')} as unknown,
      ${sum('muted_count')} as muted, ${sum('possible_count')} as possible
    from sites s where ${inScope(organizationIds, 's.organization_id')} and ${sites}`.execute(ctx.db);
  return rows[0] ?? nothing;
}
