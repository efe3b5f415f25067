import type { Site } from '@patchlight/contract/sites';
import { ageOf } from './printable.ts';
import { statusCell } from './status-words.ts';
import type { Column } from './table.ts';

export const siteColumns = (now: Date): Column<Site>[] => [
  { head: 'STATUS', value: (site) => site.status, show: (site, terminal) => statusCell(site.status, terminal) },
  { head: 'SITE', value: (site) => site.name, min: 12 },
  { head: 'URL', value: (site) => site.url, min: 12 },
  { head: 'CORE', value: (site) => site.core_version },
  { head: 'SEC', value: (site) => site.counts.security, right: true },
  { head: 'UNSUP', value: (site) => site.counts.unsupported, right: true },
  { head: 'UPD', value: (site) => site.counts.update, right: true },
  {
    head: 'REPORTED',
    value: (site) => site.reported_at,
    show: (site) => ({ text: ageOf(site.reported_at, now) }),
    right: true,
  },
];

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
