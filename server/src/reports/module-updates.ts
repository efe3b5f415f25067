import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/reports';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { beyond, type PageRequest, type Report, type SortKey, selectPage } from '../db/page.ts';
import type { VerdictDetails } from '../modules/judge.ts';
import { moduleRef, mutedBy } from '../modules/modules.ts';
import { daysExposed, shownFix } from '../modules/shown-fix.ts';
import { allOpenModules, openModules, type Selected, selectedBy, selectSummary, summaryOf } from './open-modules.ts';
import { listGroups } from './update-groups.ts';

type Query = QueryOf<typeof contract.reportModuleUpdates>;
type ModuleUpdate = contract.ModuleUpdate;
type Summary = contract.UpdateSummary;

/** What asks for an update, by site and module or grouped; the summary is of the sites, not of the rows. */
export async function reportModuleUpdates(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Report<ModuleUpdate | contract.UpdateGroup, contract.UpdateSummary>> {
  const selected = selectedBy(ctx, query);
  const by = query.group_by;
  if (by !== undefined) {
    const [summary, found] = await Promise.all([summaryOf(ctx, selected), listGroups(ctx, { by, selected, page })]);
    return { ...found, summary };
  }
  const { summary, ...found } = await listOpenModules(ctx, selected, page);
  return { ...found, total: selected.isWithinSites ? found.total : totalOf(summary, selected.statuses), summary };
}

function totalOf(summary: contract.UpdateSummary, statuses: Selected['statuses']): number {
  return statuses.reduce((sum, status) => sum + summary[status], 0);
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

interface OpenRow
  extends Pick<ModuleUpdate, 'organization' | 'module' | 'running_since' | 'muted' | 'as_of' | 'reported_at'> {
  readonly urgency: number;
  /** JSON; the same in every row. */
  readonly summary: string;
  readonly site: ModuleUpdate['site'] & { readonly core_version: string | null };
  readonly verdict: VerdictDetails;
}

/** Each organization gives as many rows as the page could need from it alone, in its index's order; they are merged. */
async function listOpenModules(
  ctx: Ctx,
  selected: Selected,
  page: PageRequest,
): Promise<Report<ModuleUpdate, Summary>> {
  const most = page.perPage + 1 + (page.after === null ? (page.page - 1) * page.perPage : 0);
  const rows = openModules(
    selected,
    sql`and ${beyond(indexed, page.after)} order by sm.urgency, sm.site_id, sm.module_id limit ${most}`,
  );
  const found = await selectPage<OpenRow>(ctx.db, {
    select: sql`select r.urgency, r.running_since, ${selected.isMuted ? mutedBy('r') : sql`null`} as muted, ${shown}, (select row_to_json(s)::text from (${selectSummary(selected)}) s) as summary,
      r.place as _urgency, r.site_id as _site, r.module_id as _module from ${rows}`,
    sort: order,
    isPrepared: selected.isPlain,
    // Without a filter within the sites their counters tell it.
    page: selected.isWithinSites ? page : { ...page, uncounted: true },
    total: sql`select count(*) as total from ${allOpenModules(selected)}`,
  });
  // It comes with each row, so that a page is one statement; without rows it is asked for.
  const [first] = found.rows;
  const summary = first === undefined ? await summaryOf(ctx, selected) : (JSON.parse(first.summary) as Summary);
  return { ...found, rows: found.rows.map((row) => viewOf(row, ctx.now())), summary };
}

// Subselects, because they are only computed for the rows that the limit lets through, each by its key.
const shown = sql`
  (select json_build_object('id', o.uuid, 'name', o.name) from organizations o where o.id = r.organization_id) as organization,
  (select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url, 'core_version', s.core_version) from sites s
    where s.organization_id = r.organization_id and s.id = r.site_id) as site,
  (select ${moduleRef} from modules m where m.id = r.module_id) as module,
  (select v.verdict from module_versions v where v.id = r.current_version_id) as verdict,
  (select fetched_at from release_feeds where module_id = r.module_id) as as_of,
  (select reported_at from site_activity a where a.organization_id = r.organization_id and a.site_id = r.site_id) as reported_at`;

// Member by member: to spread rows and take members out of them costs a tenth of the page.
function viewOf(row: OpenRow, now: Date): ModuleUpdate {
  const { site, verdict } = row;
  return {
    organization: row.organization,
    site: { id: site.id, name: site.name, url: site.url },
    module: row.module,
    version: verdict.version,
    status: moduleStatuses[row.urgency - 1] ?? 'unknown',
    core_status: verdict.core_status,
    reason: verdict.reason,
    recommended: verdict.recommended,
    latest: verdict.latest,
    security_updates: verdict.security_updates,
    advisories: verdict.advisories,
    risk: verdict.risk,
    fix: shownFix(verdict.fix, site.core_version),
    days_exposed: daysExposed(verdict.exposed_since, row.running_since, now),
    running_since: row.running_since,
    muted: row.muted,
    as_of: row.as_of,
    reported_at: row.reported_at,
  };
}
