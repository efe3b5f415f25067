import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/module-identities';
import { sql } from 'kysely';
import { type Ctx, inScope, type Scope } from '../context.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { narrowedScope, shownVersion } from '../modules/modules.ts';
import { inOrganizations } from '../modules/versions-in-use.ts';
import { decisionColumns } from './identify-module.ts';

type Query = QueryOf<typeof contract.listUnmatchedModules>;

const versionsShown = 20;
const projectName = '^[a-z0-9_]{1,128}$';

/** Names that drupal.org was asked for and does not know, and those that were decided. */
export async function listUnmatchedModules(
  ctx: Ctx,
  { query, page }: { query: Query; page: PageRequest },
): Promise<Page<contract.UnmatchedModule>> {
  const scope = await narrowedScope(ctx, query.organization_id);
  const from = sql`from (${installs(scope, query)}) i`;
  const isGrouped = query.group_by === 'name';
  const key = isGrouped ? sql`i.name` : sql`i.name, i.organization_id`;
  const sort = query.sort ?? '-sites';
  const descending = sort.startsWith('-');
  const last = [
    { column: 'name', type: 'text' },
    { column: '_organization', type: 'bigint' },
  ] as const;
  return selectPage(ctx.db, {
    select: sql`
      select g.name, g.organizations, g.type, coalesce(g.versions, '{}') as versions, g.sites, g.first_seen_at, g.reason,
        case when not ${isGrouped} then (select json_build_object('id', o.uuid, 'name', o.name) from organizations o
          where o.id = g._organization) end as organization,
        case when not ${isGrouped} then (select row_to_json(decided) from (select ${decisionColumns} from module_identities d
          where d.organization_id = g._organization and d.name = g.name) decided) end as decision, g._organization
      from (
        select i.name, count(distinct i.organization_id) as organizations, max(i.type) as type, count(i.site_id) as sites,
          (array_agg(distinct i.version) filter (where i.version is not null))[:${sql.lit(versionsShown)}] as versions,
          min(i.running_since) as first_seen_at, max(i.reason) as reason, min(i.organization_id) as _organization
        ${from} group by ${key}) g`,
    sort: sort.endsWith('sites')
      ? [{ column: 'sites', type: 'bigint', descending }, ...last]
      : last.map((each) => ({ ...each, descending })),
    page,
    total: sql`select count(*) as total from (select ${key} ${from} group by ${key}) g`,
  });
}

/** What sites of the scope run under such a name; of a decided one that nobody runs one row without a site. */
function installs(scope: Scope, { decided, q }: Query) {
  const isWanted = (column: string) => (q === undefined ? sql`true` : sql`${sql.ref(column)} ilike ${containing(q)}`);
  const running = sql`select sm.organization_id, sm.site_id, sm.module_id, sm.running_since, sm.reported_as,
      ${shownVersion} as version
    from site_modules sm
    join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted
    join organizations o on o.id = s.organization_id and not o.is_deleted
    join module_versions v on v.id = sm.current_version_id`;
  const undecided = sql`
    select m.module_name as name, r.organization_id, m.type, r.site_id, r.version, r.running_since,
      case when m.module_name ~ ${projectName} then 'not_on_drupal_org' else 'not_a_project_name' end as reason
    from modules m
    join (${running}) r on ${inOrganizations(scope, 'r.organization_id')} and r.module_id = m.id and r.reported_as is null
    where m.organization_id is null and (m.module_name !~ ${projectName} or exists (select from feed_sources f
        join feed_fetches l on l.source_key = f.key where f.module_id = m.id and l.outcome = 'not_found'))
      and not exists (select from release_feeds where module_id = m.id) and ${isWanted('m.module_name')}`;
  const isDecided = sql`
    select d.name, d.organization_id, m.type, r.site_id, r.version, r.running_since, null as reason
    from module_identities d
    join organizations o on o.id = d.organization_id and not o.is_deleted
    left join modules m on m.module_name = coalesce(d.project, d.name)
      and (m.organization_id is null and d.project is not null or m.organization_id = d.organization_id and d.project is null)
    left join (${running}) r on r.organization_id = d.organization_id and r.module_id = m.id
      and r.reported_as in ('custom ' || d.name, 'project ' || d.name)
    where ${inScope(scope, 'd.organization_id')} and ${isWanted('d.name')}`;
  if (decided === 'true') return isDecided;
  return decided === 'false' ? undecided : sql`${undecided} union all ${isDecided}`;
}
