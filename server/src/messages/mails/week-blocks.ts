import type { Digest, Figure, WeekFigures } from '../digest-content.ts';
import type { Named } from '../news.ts';
import { holeCell } from './hole-sections.ts';
import { fixOf, projectOf, riskCell } from './hole-words.ts';
import type { Block } from './letter.ts';
import { moreOf } from './site-table.ts';
import type { Words } from './words.ts';
import type { Writing } from './writing.ts';

const weekMs = 7 * 24 * 3_600_000;

/** How things stand against a week ago, where they are going, and what to do first. */
export function weekBlocks(week: WeekFigures, { to }: Digest, organization: Named, writing: Writing): Block[] {
  const { words } = writing;
  return [
    { type: 'heading', text: words.say('section.figures') },
    figures(week, words),
    ...(week.trend.length === 0
      ? []
      : [{ type: 'heading', text: words.say('section.trend') } as const, trend(week.trend, to, words)]),
    ...firstBlocks(week, organization, writing),
  ];
}

const names = ['security', 'unsupported', 'update', 'silent', 'fixed'] as const;

function figures(week: WeekFigures, words: Words): Block {
  return {
    type: 'table',
    columns: [
      { label: words.say('column.figure') },
      { label: words.say('column.now'), isStrong: true, isRight: true, isShort: true, isNumber: true },
      { label: words.say('column.change'), isRight: true, isShort: true },
    ],
    groups: [
      {
        title: null,
        rows: names.map((name) => [
          { text: words.say(`week.${name}`) },
          { text: words.say('number', { count: week[name].now }) },
          { text: changeOf(week[name], words) },
        ]),
      },
    ],
    more: null,
  };
}

function changeOf({ now, before }: Figure, words: Words): string {
  if (before === null) return '–';
  if (now === before) return words.say('week.same');
  return words.say(now < before ? 'week.fewer' : 'week.more', { count: Math.abs(now - before) });
}

/** Each bar is the end of a week. */
function trend(counts: readonly number[], end: Date, words: Words): Block {
  const bars = counts.slice(-12);
  return {
    type: 'bars',
    bars: bars.map((value, index) => ({
      label: words.date(new Date(end.getTime() - (bars.length - 1 - index) * weekMs)),
      value,
    })),
  };
}

const mostFirst = 5;

function firstBlocks({ first }: WeekFigures, organization: Named, writing: Writing): Block[] {
  const { words, to } = writing;
  if (first.length === 0) return [];
  const shown = first.slice(0, mostFirst);
  return [
    { type: 'heading', text: words.say('section.first') },
    {
      type: 'table',
      columns: [
        { label: words.say('column.risk'), isStrong: true, isShort: true },
        { label: words.say('column.update') },
        { label: words.say('column.sites'), isRight: true, isShort: true },
      ],
      groups: [
        {
          title: null,
          rows: shown.map(({ hole, sites }) => {
            const fix = fixOf(hole, [], words) ?? words.say('fix.none');
            return [
              { text: riskCell(hole.risk) },
              {
                ...holeCell(hole, organization, organization, writing),
                text: words.say('week.first', { project: projectOf(hole), fix }),
              },
              { text: words.say('sites.count', { count: sites }) },
            ];
          }),
        },
      ],
      more: moreOf(first.length - shown.length, to.advisories(organization), words),
    },
  ];
}
