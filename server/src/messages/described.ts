import { isInSiteScope, type SiteScope } from '../notifications/preferences.ts';
import type { HoleNews, Named, News, NewsSite, UnsupportedNews } from './news.ts';

/** A site by what decides who hears of it. */
export interface ScopedSite {
  readonly id: string;
  readonly tags: readonly string[];
}

/** What a notice says, to somebody who may see all of it. */
export interface Described {
  readonly noticeId: number;
  readonly organizationId: number;
  readonly news: News;
  /** For which it is true now, of earlier notices too. */
  readonly running: readonly ScopedSite[];
}

/** All sites of an organization. */
export interface Fleet {
  readonly organization: Named;
  readonly sites: readonly ScopedSite[];
}

/** What of it somebody may be told; null where nothing is left: the sites are not his, or it is over meanwhile. */
export function narrow({ news, running }: Described, fleet: Fleet, scope: SiteScope): News | null {
  const isSeen = (site: ScopedSite) => isInSiteScope(scope, site);
  if (news.kind === 'site_silent') return isSeen(news.site) ? news : null;
  if (!hasSites(news)) return news;
  const sites: readonly NewsSite[] = news.sites.filter(isSeen);
  if (sites.length === 0) return null;
  const size = fleet.sites.filter(isSeen).length;
  if (news.kind === 'project_unsupported') return { ...news, sites, fleet: size };
  return { ...news, sites, fleet: size, exposed: running.filter(isSeen).length };
}

function hasSites(news: News): news is HoleNews | UnsupportedNews {
  return 'sites' in news;
}
