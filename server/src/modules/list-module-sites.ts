import type { QueryOf } from '@patchlight/contract/endpoint';
import { passing, readFacet } from '@patchlight/contract/facet';
import type * as contract from '@patchlight/contract/modules';
import type { SortByOne } from '@patchlight/contract/sort';
import { compareVersions, parseVersion } from '@patchlight/drupal/version';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { byNameOrAge, orderOf, type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { invalid } from '../errors.ts';
import { freshnessAt } from '../sites/site-filter.ts';
import { mutedBy, requireModule } from './modules.ts';
import { isMeant, ownSites } from './own-sites.ts';
import { inOrganizations, installsOf, type VersionInUse, versionsInUse } from './versions-in-use.ts';

type Query = QueryOf<typeof contract.listModuleSites>;
type SiteRow = Omit<contract.ModuleSite, 'version' | 'status'> & { key: number };

// Every filter speaks of the version. The versions in use are few, so they are chosen here and the sites by their keys.
export async function listModuleSites(
  ctx: Ctx,
  { params, query, page }: { params: { module_id: string }; query: Query; page: PageRequest },
): Promise<Page<contract.ModuleSite>> {
  refuseUnreadable('below', query.below);
  refuseUnreadable('above', query.above);
  const [{ id }, sites] = await Promise.all([requireModule(ctx, params.module_id), ownSites(ctx, query)]);
  const inUse = await versionsInUse(ctx.db, sites, [id]);
  // A status is that of what shows.
  const isMuted = query.muted === undefined && query.status === undefined ? undefined : query.muted === 'true';
  const wanted = inUse.filter((each) => isWanted(each, query) && (isMuted === undefined || each.muted === isMuted));
  const versions = new Map(wanted.map((each) => [each.versionId, each]));
  const ranked = [...wanted].sort((a, b) => compareVersions(a.version ?? '', b.version ?? ''));
  const found = await selectPage<SiteRow>(ctx.db, {
    // The organization is looked up for the page alone, after its limit.
    select: sql`select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site,
        (select json_build_object('id', o.uuid, 'name', o.name) from organizations o where o.id = s.organization_id) as organization,
        s.environment, s.tags, ${freshnessAt(ctx.now())} as freshness, a.last_report_at, ${mutedBy('sm')} as muted,
        sm.current_version_id as key, sm.running_since, sm.urgency as _urgency, s.name_key as _name, s.id as _id,
        coalesce(array_position(${ranked.map(({ versionId }) => versionId)}::bigint[], sm.current_version_id), 0) as _version
      from sites s
      join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.module_id = ${id}
      left join site_activity a on a.organization_id = s.organization_id and a.site_id = s.id
      where ${isMeant(sites)} and ${inOrganizations(sites.scope, 's.organization_id')}
        and ${wanted.length === inUse.length ? sql`true` : sql`sm.current_version_id = any(${[...versions.keys()]}::bigint[])`}
        and ${isMuted === undefined ? sql`true` : sql`(sm.mute_id is not null) = ${isMuted}`}`,
    sort: orderOf(query.sort ?? 'name', sorts),
    page,
    total: sql`select ${installsOf(wanted)}::bigint as total`,
  });
  return { ...found, rows: found.rows.map((row) => viewOf(row, versions)) };
}

const by = (column: string, descending: boolean): SortKey[] => [
  { column, type: 'bigint', descending },
  ...byNameOrAge.name,
];
const sorts: Record<SortByOne<NonNullable<Query['sort']>>, readonly SortKey[]> = {
  name: byNameOrAge.name,
  '-name': byNameOrAge['-name'],
  version: by('_version', false),
  '-version': by('_version', true),
  status: by('_urgency', false),
  '-status': by('_urgency', true),
};

// A site that took another version between the two queries shows it at the next request.
function viewOf({ key, ...row }: SiteRow, versions: ReadonlyMap<number, VersionInUse>): contract.ModuleSite {
  const { version, status } = versions.get(key) ?? { version: null, status: null };
  return { ...row, version, status };
}

function isWanted({ version, status }: VersionInUse, { below, above, version: exact, status: wanted }: Query): boolean {
  if (wanted !== undefined && !isAmong(status, wanted)) return false;
  if (exact !== undefined && version !== exact) return false;
  if (below === undefined && above === undefined) return true;
  // What Drupal cannot read as a version, such as `dev-main`, is neither below nor above another.
  if (version === null || parseVersion(version) === null) return false;
  return (
    (below === undefined || compareVersions(version, below) < 0) &&
    (above === undefined || compareVersions(version, above) > 0)
  );
}

/** A custom module has no status: it is none of those that are left out. */
function isAmong(status: VersionInUse['status'], facet: string): boolean {
  return status === null ? readFacet(facet).any.length === 0 : passing(facet, [status]).length > 0;
}

function refuseUnreadable(name: string, version: string | undefined): void {
  if (version === undefined || parseVersion(version) !== null) return;
  throw invalid(`query/${name}`, 'bad_version', 'Must be a version as drupal.org writes it, such as 8.x-1.4 or 2.1.0.');
}
