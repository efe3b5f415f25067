import type { Named, NewsSite } from '../news.ts';
import type { Cell, Column, Link, RowGroup, Table } from './letter.ts';
import { inCell, inVersion } from './one-line.ts';
import type { TextId, Words } from './words.ts';
import type { Writing } from './writing.ts';

interface SiteTable {
  readonly organization: Named;
  readonly sites: readonly NewsSite[];
  /** What the column of the installed version is called, and that of the version to take. */
  readonly columns: readonly [TextId, TextId];
  /** Where those are that the table leaves out. */
  readonly rest: string;
}

/** Sites under their first tag, those without one last, as many as there is room for. */
export function siteTable({ organization, sites, columns, rest }: SiteTable, writing: Writing): Table {
  const { words, to, rows } = writing;
  const [installed, fix] = columns.map((id) => words.say(id)) as [string, string];
  const shown: Column[] = [
    { label: words.say('column.site') },
    { label: words.say('column.environment'), isMinor: true, isShort: true },
    { label: installed, isVersion: true },
    { label: fix, isVersion: true, isStrong: true, isRight: true },
  ];
  const cells = (site: NewsSite): Cell[] => [
    { text: inCell(site.name), href: to.site(organization, site.id) },
    { text: environmentOf(site.environment, words) },
    { text: inVersion(site.installed) },
    { text: inVersion(site.fix) },
  ];
  return {
    type: 'table',
    columns: shown,
    groups: groupsOf(inOrder(sites, words).slice(0, rows), cells, words),
    more: moreOf(sites.length - rows, rest, words),
  };
}

export function moreOf(count: number, href: string, words: Words): Link | null {
  return count <= 0 ? null : { text: words.say('more', { count }), href };
}

function inOrder(sites: readonly NewsSite[], words: Words): NewsSite[] {
  return [...sites].sort((one, other) => {
    const [tag, otherTag] = [one.tags[0], other.tags[0]];
    if (tag === otherTag) return words.compare(one.name, other.name);
    if (tag === undefined || otherTag === undefined) return tag === undefined ? 1 : -1;
    return words.compare(tag, otherTag) || (tag < otherTag ? -1 : 1);
  });
}

function groupsOf(sites: readonly NewsSite[], cells: (site: NewsSite) => Cell[], words: Words): RowGroup[] {
  const byTag = new Map<string | undefined, NewsSite[]>();
  for (const site of sites) {
    const group = byTag.get(site.tags[0]);
    if (group === undefined) byTag.set(site.tags[0], [site]);
    else group.push(site);
  }
  // Where nobody uses tags, nothing is said of them.
  const isTagged = byTag.size > 1 || !byTag.has(undefined);
  const titleOf = (tag: string | undefined) => (tag === undefined ? words.say('tag.none') : inCell(tag));
  return [...byTag].map(([tag, group]) => ({ title: isTagged ? titleOf(tag) : null, rows: group.map(cells) }));
}

const environments = ['production', 'staging', 'development', 'testing', 'other'] as const;

function environmentOf(environment: string, words: Words): string {
  const known = environments.find((each) => each === environment);
  return known === undefined ? inCell(environment) : words.say(`environment.${known}`);
}
