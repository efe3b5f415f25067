import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/modules';
import { compareVersions, parseVersion } from '@patchlight/drupal/version';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { invalid } from '../errors.ts';
import { narrowedScope, requireModule, shownStatus, shownVersion } from './modules.ts';
import { inOrganizations, installsOf, type VersionInUse, versionsInUse } from './versions-in-use.ts';

type Query = QueryOf<typeof contract.listModuleSites>;

// Every filter speaks of the version. The versions in use are few, so they are chosen here and the sites by their keys.
export async function listModuleSites(
  ctx: Ctx,
  { params, query, page }: { params: { module_id: string }; query: Query; page: PageRequest },
): Promise<Page<contract.ModuleSite>> {
  refuseUnreadable('below', query.below);
  refuseUnreadable('above', query.above);
  const [{ id }, scope] = await Promise.all([
    requireModule(ctx, params.module_id),
    narrowedScope(ctx, query.organization_id),
  ]);
  const wanted = (await versionsInUse(ctx.db, scope, [id])).filter((each) => isWanted(each, query));
  const descending = query.sort === '-name';
  return selectPage(ctx.db, {
    select: sql`select json_build_object('id', s.uuid, 'name', s.name, 'url', s.url) as site,
        json_build_object('id', o.uuid, 'name', o.name) as organization, ${shownVersion} as version,
        ${shownStatus} as status, sm.running_since, lower(s.name) as _name, s.id as _id
      from sites s
      join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.module_id = ${id}
      join organizations o on o.id = s.organization_id
      join module_versions v on v.id = sm.current_version_id
      where not s.is_deleted and ${inOrganizations(scope, 's.organization_id')}
        and sm.current_version_id = any(${wanted.map(({ versionId }) => versionId)}::bigint[])`,
    sort: [
      { column: '_name', type: 'text', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select ${installsOf(wanted)}::bigint as total`,
  });
}

function isWanted({ version, status }: VersionInUse, { below, above, version: exact, status: wanted }: Query): boolean {
  if (wanted !== undefined && status !== wanted) return false;
  if (exact !== undefined && version !== exact) return false;
  if (below === undefined && above === undefined) return true;
  // What Drupal cannot read as a version, such as `dev-main`, is neither below nor above another.
  if (version === null || parseVersion(version) === null) return false;
  return (
    (below === undefined || compareVersions(version, below) < 0) &&
    (above === undefined || compareVersions(version, above) > 0)
  );
}

function refuseUnreadable(name: string, version: string | undefined): void {
  if (version === undefined || parseVersion(version) !== null) return;
  throw invalid(`query/${name}`, 'bad_version', 'Must be a version as drupal.org writes it, such as 8.x-1.4 or 2.1.0.');
}
