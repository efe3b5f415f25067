import type { News } from '../messages/news.ts';

const sitesMost = 500;

/**
 * The body of a web hook: `type`, `timestamp`, and in `data` the news as they are. Names in it are a tenant's words: whoever
 * shows them escapes them.
 */
export function webHookPayload(news: News): object {
  return {
    type: `${news.kind}.${news.stage}`,
    timestamp: news.at.toISOString(),
    data: snakeCased('sites' in news ? { ...news, ...withinBounds(news.sites) } : news),
  };
}

/** A fleet has ten thousand sites; who wants to know all of them asks the API. */
function withinBounds<Site>(sites: readonly Site[]): { sites: readonly Site[]; sitesOmitted: number } {
  return { sites: sites.slice(0, sitesMost), sitesOmitted: Math.max(0, sites.length - sitesMost) };
}

function snakeCased(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [snakeCase(name), snakeCased(each)]);
  return Object.fromEntries(entries);
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
