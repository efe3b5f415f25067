import type { SitesByStatus } from '@patchlight/contract/overview-parts';
import type { ModuleStatus } from '@patchlight/contract/verdicts';

export type StripSite = SitesByStatus['sites'][number];

export interface StripGroup {
  /** Null: without a tag. `undefined`: of the tags that have no row of their own. */
  readonly tag: string | null | undefined;
  readonly sites: readonly StripSite[];
}

const rows = 10;

/** Sites by their first tag, the groups with the most to do first; what has no tag last. The sites keep their order, the worst first. */
export function stripGroups(sites: readonly StripSite[]): readonly StripGroup[] {
  const byTag = new Map<string | null, StripSite[]>();
  for (const site of sites) byTag.set(site.tag, [...(byTag.get(site.tag) ?? []), site]);
  const untagged = byTag.get(null) ?? [];
  byTag.delete(null);
  const tagged = [...byTag]
    .map(([tag, members]) => ({ tag, sites: members }))
    .sort((one, other) => insecure(other) - insecure(one) || other.sites.length - one.sites.length);
  const own = tagged.length > rows ? tagged.slice(0, rows - 1) : tagged;
  const others = tagged.slice(own.length).flatMap((group) => group.sites);
  return [
    ...own,
    ...(others.length > 0 ? [{ tag: undefined, sites: others }] : []),
    ...(untagged.length > 0 ? [{ tag: null, sites: untagged }] : []),
  ];
}

const insecure = (group: StripGroup) => countOf(group.sites, 'security');

export const countOf = (sites: readonly StripSite[], status: ModuleStatus) =>
  sites.filter((site) => site.status === status).length;
