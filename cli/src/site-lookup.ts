import type { Client } from '@patchlight/contract/client';
import { listSites, type Site } from '@patchlight/contract/sites';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(text: string): boolean {
  return uuid.test(text);
}

/** The id of a site named by id, URL, host or exact name. Throws a Failure (3) when there is none, (5) when several. */
export async function resolveSiteId(client: Client, wanted: string): Promise<string> {
  return isId(wanted) ? wanted : (await findSite(client, wanted)).id;
}

async function findSite(client: Client, wanted: string): Promise<Site> {
  const near: Site[] = [];
  for await (const page of client.pages(listSites, { query: { q: searchText(wanted), per_page: 100 } })) {
    near.push(...page.data);
    if (near.length >= 1000) break;
  }
  const matches = near.filter((site) => isNamedBy(site, wanted));
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match;
  if (match !== undefined)
    throw new Failure(exitCodes.usage, `"${wanted}" names ${matches.length} sites.`, {
      details: matches.map((site) => `${site.id}  ${site.url}  ${site.organization.name}`),
      next: 'name the site by its id',
    });
  throw new Failure(exitCodes.nothing, `There is no site "${wanted}" that you may see.`, {
    details: near.slice(0, 5).map((site) => `similar: ${site.url} (${site.name})`),
    next: 'patchlight sites list',
  });
}

/** True when both mean the same address: case of the host, default port and slashes at the end do not count. */
export function isSameUrl(left: string, right: string): boolean {
  return normalUrl(left) !== null && normalUrl(left) === normalUrl(right);
}

function isNamedBy(site: Site, wanted: string): boolean {
  if (isSameUrl(site.url, wanted) || site.name.toLowerCase() === wanted.toLowerCase()) return true;
  return !wanted.includes('://') && normalUrl(site.url)?.replace(/^https?:\/\//, '') === withoutSlashes(wanted);
}

function normalUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) ? withoutSlashes(url.origin + url.pathname) : null;
}

function withoutSlashes(text: string): string {
  const end = text.replace(/\/+$/, '');
  const slash = end.indexOf('/', end.indexOf('://') + 3);
  return slash < 0 ? end.toLowerCase() : end.slice(0, slash).toLowerCase() + end.slice(slash);
}

/** What the server's `q` looks for: part of a URL without its scheme. */
function searchText(wanted: string): string {
  const normal = normalUrl(wanted);
  return (normal === null ? wanted : normal.replace(/^https?:\/\//, '')).slice(0, 200);
}
