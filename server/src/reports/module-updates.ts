import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/reports';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { beyond, type Page, type PageRequest, type Report, type SortKey, selectPage } from '../db/page.ts';
import { prepared } from '../db/prepared.ts';
import { advisoriesOf, shownAdvisories } from '../inventory/list-site-modules.ts';
import { moduleRef, shownVersion } from '../modules/modules.ts';
import { allOpenModules, openModules, type Selected, selectedBy, summaryOf } from './open-modules.ts';
import { listGroups } from './update-groups.ts';

type Query = QueryOf<typeof contract.reportModuleUpdates>;
type ModuleUpdate = contract.ModuleUpdate;

/** What asks for an update, by site and module or grouped; the summary is of the sites, not of the rows. */
export async function reportModuleUpdates(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Report<ModuleUpdate | contract.UpdateGroup, contract.UpdateSummary>> {
  const selected = selectedBy(ctx, query);
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
  versionId: number;
  urgency: number;
  runningSince: string;
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
      r.current_version_id as "versionId", r.urgency, r.running_since as "runningSince",
      r.urgency as _urgency, r.site_id as _site, r.module_id as _module from ${rows}`,
    sort: order,
    isPrepared: selected.isPlain,
    // Without a filter within the sites their counters tell it.
    page: selected.isWithinSites ? page : { ...page, uncounted: true },
    total: sql`select count(*) as total from ${allOpenModules(selected)}`,
  });
  return { ...found, rows: await viewsOf(ctx, found.rows) };
}

type ViewRow = Omit<ModuleUpdate, 'advisories'> & { key: number };

/** Names and verdicts are looked up for the page alone, each by its key: a join of them all takes longer to plan than to run. */
async function viewsOf(ctx: Ctx, rows: readonly OpenRow[]): Promise<ModuleUpdate[]> {
  if (rows.length === 0) return [];
  const versionIds = rows.map((row) => row.versionId);
  const [{ rows: views }, advisories] = await Promise.all([
    sql<ViewRow>`${prepared}
      select v.id as key, ${shownVersion} as version, (array['security', 'unsupported', 'update'])[listed.urgency] as status,
        v.core_status, v.reason, v.verdict->>'recommended' as recommended, v.verdict->>'latest' as latest,
        coalesce(v.verdict->'security_updates', '[]') as security_updates, v.risk, listed.running_since,
        (select json_build_object('id', o.uuid, 'name', o.name) from organizations o where o.id = listed.organization_id) as organization,
        (select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) from sites s
          where s.organization_id = listed.organization_id and s.id = listed.site_id) as site,
        (select ${moduleRef} from modules m where m.id = listed.module_id) as module,
        (select fetched_at from release_feeds where module_id = listed.module_id) as as_of,
        (select reported_at from site_activity a
          where a.organization_id = listed.organization_id and a.site_id = listed.site_id) as reported_at
      from unnest(${rows.map((row) => row.organizationId)}::bigint[], ${rows.map((row) => row.siteId)}::bigint[],
          ${rows.map((row) => row.moduleId)}::bigint[], ${versionIds}::bigint[], ${rows.map((row) => row.urgency)}::int[],
          ${rows.map((row) => row.runningSince)}::timestamptz[]) with ordinality
        as listed(organization_id, site_id, module_id, version_id, urgency, running_since, place)
      join module_versions v on v.id = listed.version_id
      order by listed.place`.execute(ctx.db),
    advisoriesOf(ctx, [...new Set(versionIds)]),
  ]);
  return views.map(({ key, ...view }) => ({ ...view, advisories: shownAdvisories(advisories, key, view.version) }));
}
