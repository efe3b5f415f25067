import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/runway';
import { phpBranchOf, phpSupportOf } from '@patchlight/drupal/php-support';
import type { ReleaseHistory } from '@patchlight/drupal/release-history';
import { branchCoverageOf, coreBranchOf } from '@patchlight/drupal/security-coverage';
import { isInBranches, splitBranches } from '@patchlight/drupal/version';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { loadFeed } from '../modules/evidence.ts';
import { livingOrganizations } from './living-organizations.ts';

type Query = QueryOf<typeof contract.getRunway>;
type Runway = contract.Runway;

/** How long the core and the PHP that sites run are looked after. */
export async function getRunway(ctx: Ctx, { query }: { query: Query }): Promise<Runway> {
  const [platforms, stored] = await Promise.all([countPlatforms(ctx, query), loadFeed(ctx.db, 'drupal')]);
  const feed = stored?.feed ?? null;
  const now = ctx.now();
  const cores = sitesByBranch(platforms.map(({ core, sites }) => [core === null ? null : coreBranchOf(core), sites]));
  const phps = sitesByBranch(platforms.map(({ php, sites }) => [php === null ? null : phpBranchOf(php), sites]));
  return {
    core: cores.map(([branch, sites]) => ({ branch, sites, ...coreBranch(branch, feed, now) })),
    php: phps.map(([branch, sites]) => ({ branch, sites, ...phpBranch(branch, now) })),
    as_of: stored?.fetchedAt ?? null,
  };
}

interface Platform {
  readonly core: string | null;
  readonly php: string | null;
  readonly sites: number;
}

/** Sites by what their newest report said: few rows, however many sites. */
async function countPlatforms(ctx: Ctx, { organization_id, tag }: Query): Promise<Platform[]> {
  const { rows } = await sql<Platform>`select core_version as core, php_version as php, count(*) as sites from sites
    where organization_id in ${livingOrganizations(ctx, organization_id)} and not is_deleted
      and ${tag === undefined ? sql`true` : sql`${tag} = any(tags)`}
    group by core_version, php_version`.execute(ctx.db);
  return rows;
}

/** The oldest branch first; sites without one stand last. */
function sitesByBranch(
  counts: readonly (readonly [branch: string | null, sites: number])[],
): [string | null, number][] {
  const byBranch = new Map<string | null, number>();
  for (const [branch, sites] of counts) byBranch.set(branch, (byBranch.get(branch) ?? 0) + sites);
  return [...byBranch].sort(([left], [right]) => {
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left.localeCompare(right, 'en', { numeric: true });
  });
}

function coreBranch(
  branch: string | null,
  feed: ReleaseHistory | null,
  now: Date,
): Pick<Runway['core'][number], 'supported' | 'security_coverage'> {
  const coverage = branch === null ? null : branchCoverageOf(branch, feed, now);
  return {
    supported:
      branch === null || feed === null ? null : isInBranches(`${branch}.`, splitBranches(feed.supportedBranches)),
    security_coverage: {
      state: coverage?.state ?? 'unknown',
      ends_on: coverage?.endsOn ?? null,
      ends_with: coverage?.endsWith ?? null,
      update_to: coverage?.updateTo ?? null,
    },
  };
}

function phpBranch(branch: string | null, now: Date): Omit<Runway['php'][number], 'branch' | 'sites'> {
  if (branch === null) return { state: 'unknown', active_until: null, ends_on: null };
  const { state, activeUntil, endsOn } = phpSupportOf(branch, now);
  return { state, active_until: activeUntil, ends_on: endsOn };
}
