import type { QueryOf } from '@patchlight/contract/endpoint';
import { passing } from '@patchlight/contract/facet';
import type * as contract from '@patchlight/contract/reports';
import { openStatuses } from '@patchlight/contract/reports';
import { severities } from '@patchlight/contract/verdicts';
import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { isTagged } from '../db/facet.ts';
import { prepared } from '../db/prepared.ts';
import { urgencies } from '../modules/judge.ts';
import { isNamed, unknownRisk } from '../modules/modules.ts';
import { hasStatus, urgencyOf } from '../sites/site-filter.ts';
import { livingOrganizations } from './living-organizations.ts';

const security = sql.lit(urgencyOf('security'));

type Query = QueryOf<typeof contract.reportModuleUpdates>;

/** What a report is about: some organizations, and the filters of its query as conditions. */
export interface Selected {
  /** A subquery: `id` of each, and `since`, when the period began there, null without one. */
  readonly organizations: RawBuilder<unknown>;
  /** On a site `s`. */
  readonly sites: RawBuilder<boolean>;
  /** `sites` says more than that they are not deleted. */
  readonly picksSites: boolean;
  /** On a row `sm` of what a site of the organization `o` runs. */
  readonly modules: RawBuilder<boolean>;
  /** The number of a row's status, whether it is muted or not. */
  readonly urgency: RawBuilder<number>;
  /** Only what is muted; else only what is not. */
  readonly isMuted: boolean;
  /** Of the rows; all of them where no filter says otherwise. */
  readonly statuses: readonly contract.OpenStatus[];
  /** A filter looks into the sites, deeper than their counters. */
  readonly isWithinSites: boolean;
  /** No filter but the organizations. */
  readonly isPlain: boolean;
}

export function selectedBy(ctx: Ctx, query: Query): Selected {
  const { organization_id, period } = query;
  const since =
    period === undefined
      ? sql`null::timestamptz`
      : sql`date_trunc(${unitOf[period]}, ${ctx.now()}::timestamptz, timezone)`;
  const picksSites = query.site_id !== undefined || query.tag !== undefined;
  const isMuted = query.muted === 'true';
  const isWithinSites = isMuted || query.module !== undefined || query.severity !== undefined || period !== undefined;
  return {
    organizations: livingOrganizations(ctx, organization_id, sql`id, ${since} as since`),
    sites: sitesOf(query),
    picksSites,
    modules: modulesOf(query),
    urgency: urgencyIn(query),
    isMuted,
    statuses: passing(query.status, openStatuses),
    isWithinSites,
    isPlain: !picksSites && !isWithinSites && query.status === undefined,
  };
}

/** That a site `s` belongs to one of them. */
export const isOfThem = ({ organizations }: Pick<Selected, 'organizations'>) =>
  sql<boolean>`s.organization_id in (select id from ${organizations} them)`;

const unitOf = { weekly: 'week', monthly: 'month', ytd: 'year' } as const;

/** The condition on a site `s` that both reports have. */
export function sitesOf({ site_id, tag }: Pick<Query, 'site_id' | 'tag'>): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`not s.is_deleted`];
  if (site_id !== undefined) parts.push(sql`s.uuid = ${site_id}`);
  if (tag !== undefined) parts.push(isTagged(tag));
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

// A row that is muted says so in place of its status, which then only its version tells.
function urgencyIn({ muted }: Query): RawBuilder<number> {
  return muted === 'true'
    ? sql<number>`(select v.urgency from module_versions v where v.id = sm.current_version_id)`
    : sql<number>`sm.urgency`;
}

function modulesOf(query: Query): RawBuilder<boolean> {
  const { site_id, status, severity, module, period } = query;
  const urgency = urgencyIn(query);
  const parts: RawBuilder<unknown>[] = [sql`true`];
  // Said of the row too, so that its index is entered at the site.
  if (site_id !== undefined) parts.push(sql`sm.site_id = any(array(select id from sites where uuid = ${site_id}))`);
  if (status !== undefined) parts.push(hasStatus(urgency, passing(status, openStatuses)));
  if (severity !== undefined)
    parts.push(sql`${urgency} = ${security} and (select coalesce(v.risk, ${unknownRisk}) from module_versions v
      where v.id = sm.current_version_id) >= ${severities[severity]}`);
  if (module !== undefined)
    parts.push(sql`sm.module_id = any(array(select m.id from modules m where ${isNamed(module)}))`);
  if (period !== undefined) parts.push(hasNews(urgency));
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

// Since `o.since` the site took this version, or something was published that asks to replace it.
const hasNews = (urgency: RawBuilder<number>) => sql`(sm.running_since >= o.since
  or (${urgency} = ${security} and exists (select from version_advisories va join advisories a on a.id = va.advisory_id
    where va.version_id = sm.current_version_id and va.exposure = 'affected' and a.published_at >= o.since))
  or exists (select from module_versions v join module_versions fix on fix.module_id = v.module_id and fix.datestamp = 0
      and fix.version_number = any(case when ${urgency} = ${security}
        then array(select json_array_elements_text(v.verdict->'security_updates')) else array[v.verdict->>'recommended'] end)
    where v.id = sm.current_version_id and fix.release_date >= o.since))`;

/**
 * Open rows `r` of site_modules, organization by organization, so that each is read from the partial index in its order.
 * `tail` says how much of each. The site is a probe for each row: as a join it would be read first, all sites of an
 * organization for one page.
 */
export function openModules(selected: Selected, tail: RawBuilder<unknown>): RawBuilder<unknown> {
  const { sites } = selected;
  const isMeant = sql`(select ${sites} from sites s where s.organization_id = sm.organization_id and s.id = sm.site_id)`;
  return openRows(selected, isMeant, tail);
}

/** All of them, for counting: the sites are a set that is made once, mostly the few that do not count. */
export function allOpenModules(selected: Selected): RawBuilder<unknown> {
  const { sites, picksSites } = selected;
  const ofThem = sql`select s.id from sites s where ${isOfThem(selected)}`;
  const isMeant = picksSites
    ? sql`sm.site_id in (${ofThem} and ${sites})`
    : sql`sm.site_id not in (${ofThem} and s.is_deleted)`;
  // Keeps the planner from reading the table instead of the index.
  return openRows(selected, isMeant, sql`offset 0`);
}

function openRows(
  { organizations, modules, urgency, isMuted }: Selected,
  isMeant: RawBuilder<unknown>,
  tail: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`${organizations} o cross join lateral (
    select sm.organization_id, sm.site_id, sm.module_id, sm.urgency as place, ${urgency} as urgency, sm.mute_id, sm.current_version_id,
      sm.running_since
    from site_modules sm
    where sm.organization_id = o.id and ${isMuted ? sql`sm.urgency = ${sql.lit(urgencies.muted)}` : sql`sm.urgency <= 3`} and ${modules} and ${isMeant}
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

/** From the ledger of the organizations, or the counters of the sites that are picked out; whatever the sites run. */
export function selectSummary(selected: Selected): RawBuilder<contract.UpdateSummary> {
  const { sites, picksSites } = selected;
  const sum = (column: string) => sql`coalesce(sum(${sql.ref(column)}), 0)::bigint`;
  const ofThem = isOfThem(selected);
  return sql`select ${picksSites ? sql`count(*)` : sum('s.sites')} as sites,
      ${sum('security_count')} as security, ${sum('unsupported_count')} as unsupported, ${sum('update_count')} as update,
      ${sum('unknown_count')} as unknown, ${sum('muted_count')} as muted, ${sum('possible_count')} as possible
    from ${picksSites ? sql`sites s where ${ofThem} and ${sites}` : sql`site_counts s where ${ofThem}`}`;
}

export async function summaryOf(ctx: Ctx, selected: Selected): Promise<contract.UpdateSummary> {
  const { rows } = await sql<contract.UpdateSummary>`${prepared} ${selectSummary(selected)}`.execute(ctx.db);
  return rows[0] ?? nothing;
}
