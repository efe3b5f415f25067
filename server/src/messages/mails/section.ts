import type { Named } from '../news.ts';
import type { Block, Cell, Column } from './letter.ts';
import { moreOf } from './site-table.ts';
import type { TextId, Words } from './words.ts';
import type { Writing } from './writing.ts';

/** Whose things a section lists; null where rows are of several organizations, and each says of which. */
export type Place = Named | null;

export interface Section<Item> {
  readonly title: TextId;
  readonly columns: readonly Column[];
  readonly items: readonly Item[];
  readonly cells: (item: Item) => readonly Cell[];
  /** Where those are that the section leaves out. */
  readonly rest: string;
}

/** A heading with the number of all, and as many as there is room for; nothing at all of nothing. */
export function section<Item>(
  { title, columns, items, cells, rest }: Section<Item>,
  { words, rows }: Writing,
): Block[] {
  if (items.length === 0) return [];
  return [
    { type: 'heading', text: words.say('section', { title: words.say(title), count: items.length }) },
    {
      type: 'table',
      columns,
      groups: [{ title: null, rows: items.slice(0, rows).map(cells) }],
      more: moreOf(items.length - rows, rest, words),
    },
  ];
}

/** Columns that more than one section has. */
export const columnOf = (words: Words) => ({
  risk: { label: words.say('column.risk'), isStrong: true, isShort: true },
  project: { label: words.say('column.project') },
  sites: { label: words.say('column.sites'), isShort: true, isFolding: true },
  fix: { label: words.say('column.fix'), isVersion: true, isStrong: true, isRight: true },
  site: { label: words.say('column.site') },
});
