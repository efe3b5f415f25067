import type { FeedKind } from '@patchlight/contract/feeds';
import type { FeedAddresses } from '../config.ts';
import type { Ctx } from '../context.ts';

/** A thing to fetch, as it is handed to whoever fetches it. */
export interface Source {
  readonly key: string;
  readonly kind: FeedKind;
  /** Of a release history. */
  readonly project: { readonly id: number; readonly name: string } | null;
  /** Of the last good answer, as long as that is what is stored. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly hash: Buffer | null;
  readonly failures: number;
  /** Of a list in several pages, the one to fetch; 0 is the first. */
  readonly page: number;
  /** Never fetched before. */
  readonly isNew: boolean;
}

export const advisorySources = {
  advisories_osv: 'advisories:osv',
  advisories_sa: 'advisories:sa',
  advisories_psa: 'advisories:psa',
} as const;

/** A name becomes part of an address: what is no machine name of drupal.org never does. */
const projectName = /^[a-z0-9_]{1,128}$/;

export function urlOf({ kind, project, page }: Source, addresses: FeedAddresses): URL {
  const base = addresses[kind];
  if (kind === 'advisories_osv' || kind === 'advisories_psa') return new URL(base);
  if (kind === 'advisories_sa') return nodesUrl(base, page);
  if (project === null || !projectName.test(project.name))
    throw new Error('A release history is fetched for a machine name of drupal.org only.');
  return new URL(`${base.replace(/\/+$/, '')}/${project.name}/current`);
}

// The links to other pages that the list itself gives lack the ".json" that they need.
function nodesUrl(base: string, page: number): URL {
  const url = new URL(base);
  const query = { type: 'sa', sort: 'changed', direction: 'DESC', field_is_psa: 0, page };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}

export const hostOf = (address: string): string => new URL(address).host;

/** The hosts, each with the kinds of sources that it has. */
export function kindsByHost(addresses: FeedAddresses): Map<string, FeedKind[]> {
  const hosts = new Map<string, FeedKind[]>();
  // The addresses have a member for each kind and no other.
  for (const [kind, address] of Object.entries(addresses) as [FeedKind, string][])
    hosts.set(hostOf(address), [...(hosts.get(hostOf(address)) ?? []), kind]);
  return hosts;
}

export async function addAdvisorySources({ db, now }: Ctx): Promise<void> {
  await db
    .insertInto('feed_sources')
    .values([
      { key: advisorySources.advisories_osv, kind: 'advisories_osv', next_fetch_at: now() },
      { key: advisorySources.advisories_sa, kind: 'advisories_sa', next_fetch_at: now() },
      { key: advisorySources.advisories_psa, kind: 'advisories_psa', next_fetch_at: now() },
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
