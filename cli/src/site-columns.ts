import type { Site } from '@patchlight/contract/sites';
import { ageOf } from './printable.ts';
import { statusCell } from './status-words.ts';
import type { Column } from './table.ts';

export const siteColumns = (now: Date): Column<Site>[] => [
  { head: 'STATUS', value: (site) => site.status, show: (site, terminal) => statusCell(site.status, terminal) },
  { head: 'SITE', value: (site) => site.name, min: 14 },
  {
    head: 'URL',
    value: (site) => site.url,
    show: (site, terminal) => ({ text: terminal.width === null ? site.url : withoutScheme(site.url) }),
    min: 20,
    yields: 2,
  },
  { head: 'CORE', value: (site) => site.core_version, yields: 3 },
  { head: 'SEC', csv: 'security', value: (site) => site.counts.security, right: true },
  { head: 'UNS', csv: 'unsupported', value: (site) => site.counts.unsupported, right: true },
  { head: 'UPD', csv: 'update', value: (site) => site.counts.update, right: true },
  {
    head: 'REPORTED',
    csv: 'reported_at',
    value: (site) => site.reported_at,
    show: (site) => ({ text: ageOf(site.reported_at, now) }),
    right: true,
  },
];

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

/** One site as lines of name and value. */
export function siteFields(site: Site, now: Date): [string, string | number | null][] {
  const { counts } = site;
  return [
    ['name', site.name],
    ['url', site.url],
    ['id', site.id],
    ['organization', site.organization.name],
    ['environment', site.environment],
    ['tags', site.tags.join(', ')],
    ['status', site.status],
    ['security', counts.security],
    ['unsupported', counts.unsupported],
    ['update', counts.update],
    ['unknown', counts.unknown],
    ['muted', counts.muted],
    ['core', site.core_version],
    ['php', site.php_version],
    [
      'reported',
      site.reported_at === null
        ? 'never'
        : `${site.reported_at} (${ageOf(site.reported_at, now)} ago, ${site.freshness})`,
    ],
  ];
}
