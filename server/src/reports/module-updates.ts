import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/reports';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { beyond, type Page, type PageRequest, type Report, type SortKey, selectPage } from '../db/page.ts';
import { advisoriesOf, shownAdvisories } from '../inventory/list-site-modules.ts';
import { moduleRef, shownVersion } from '../modules/modules.ts';
import { openModules, type Selected, selectedBy, summaryOf } from './open-modules.ts';
import { listGroups } from './update-groups.ts';

type Query = QueryOf<typeof contract.reportModuleUpdates>;
type ModuleUpdate = contract.ModuleUpdate;

/** What asks for an update, by site and module or grouped; the summary is of the sites, not of the rows. */
export async function reportModuleUpdates(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Report<ModuleUpdate | contract.UpdateGroup, contract.UpdateSummary>> {
  const selected = await selectedBy(ctx, query);
  const [summary, found] = await Promise.all([
    summaryOf(ctx, selected),
    query.group_by === undefined
      ? listOpenModules(ctx, selected, page)
      : listGroups(ctx, { by: query.group_by, selected, page }),
  ]);
  const isCounted = query.group_by === undefined && !selected.isWithinSites;
  return { ...found, total: isCounted ? totalOf(summary, query.status) : found.total, summary };
}

function totalOf(summary: contract.UpdateSummary, status: Query['status']): number {
  return status === undefined ? summary.security + summary.unsupported + summary.update : summary[status];
}

// The partial index of site_modules behind its organization. The key of a site is its own in all organizations.
const order: SortKey[] = [
  { column: '_urgency', type: 'bigint' },
  { column: '_site', type: 'bigint' },
  { column: '_module', type: 'bigint' },
];
const indexed: SortKey[] = [
  { column: 'sm.urgency', type: 'bigint' },
  { column: 'sm.site_id', type: 'bigint' },
  { column: 'sm.module_id', type: 'bigint' },
];

interface OpenRow {
  organizationId: number;
  siteId: number;
  moduleId: number;
}

/** Each organization gives as many rows as the page could need from it alone, in its index's order; they are merged. */
async function listOpenModules(ctx: Ctx, selected: Selected, page: PageRequest): Promise<Page<ModuleUpdate>> {
  const most = page.perPage + 1 + (page.after === null ? (page.page - 1) * page.perPage : 0);
  const rows = openModules(
    selected,
    sql`and ${beyond(indexed, page.after)} order by sm.urgency, sm.site_id, sm.module_id limit ${most}`,
  );
  const found = await selectPage<OpenRow>(ctx.db, {
    select: sql`select r.organization_id as "organizationId", r.site_id as "siteId", r.module_id as "moduleId",
      r.urgency as _urgency, r.site_id as _site, r.module_id as _module from ${rows}`,
    sort: order,
    page,
    // Without a filter within the sites their counters tell it.
    total: selected.isWithinSites
      ? sql`select count(*) as total from ${openModules(selected)}`
      : sql`select 0::bigint as total`,
  });
  return { ...found, rows: await viewsOf(ctx, found.rows) };
}

type ViewRow = Omit<ModuleUpdate, 'advisories'> & { key: number };

/** Names and verdicts are looked up for the page alone. */
async function viewsOf(ctx: Ctx, rows: readonly OpenRow[]): Promise<ModuleUpdate[]> {
  if (rows.length === 0) return [];
  const columns = [
    rows.map((row) => row.organizationId),
    rows.map((row) => row.siteId),
    rows.map((row) => row.moduleId),
  ];
  const { rows: views } = await sql<ViewRow>`
    select v.id as key, json_build_object('id', o.uuid, 'name', o.name) as organization,
      json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site, ${moduleRef} as module,
      ${shownVersion} as version, (array['security', 'unsupported', 'update'])[sm.urgency] as status, v.core_status, v.reason,
      v.verdict->>'recommended' as recommended, v.verdict->>'latest' as latest,
      coalesce(v.verdict->'security_updates', '[]') as security_updates, v.risk, sm.running_since,
      f.fetched_at as as_of, a.reported_at
    from unnest(${columns[0]}::bigint[], ${columns[1]}::bigint[], ${columns[2]}::bigint[]) with ordinality
      as listed(organization_id, site_id, module_id, place)
    join site_modules sm on sm.organization_id = listed.organization_id and sm.site_id = listed.site_id
      and sm.module_id = listed.module_id and sm.urgency <= 3
    join organizations o on o.id = sm.organization_id
    join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id
    join modules m on m.id = sm.module_id
    join module_versions v on v.id = sm.current_version_id
    left join site_activity a on a.organization_id = sm.organization_id and a.site_id = sm.site_id
    left join release_feeds f on f.module_id = sm.module_id
    order by listed.place`.execute(ctx.db);
  const advisories = await advisoriesOf(ctx, [...new Set(views.map(({ key }) => key))]);
  return views.map(({ key, ...view }) => ({ ...view, advisories: shownAdvisories(advisories, key, view.version) }));
}
