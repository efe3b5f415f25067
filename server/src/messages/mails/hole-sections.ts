import type { OverdueHole } from '../digest-content.ts';
import type { Hole, HoleNews, Named } from '../news.ts';
import { fixOf, projectOf, riskCell, whatItIs } from './hole-words.ts';
import type { Block, Cell } from './letter.ts';
import { inCell, oneLine } from './one-line.ts';
import { columnOf, type Place, section } from './section.ts';
import type { TextId, Words } from './words.ts';
import type { Writing } from './writing.ts';

const byRisk = (one: { hole: Hole }, other: { hole: Hole }) => (other.hole.risk ?? 15) - (one.hole.risk ?? 15);

/** A hole as the row of a list: its project, and below it what it is. */
export function holeCell(hole: Hole, organization: Named, place: Place, { words, to }: Writing): Cell {
  const id = hole.advisory === null ? words.say('hole.noAdvisory') : oneLine(hole.advisory, 40);
  const what = whatItIs(hole);
  const note = [id, what === null ? null : oneLine(what, 60), place === null ? inCell(organization.name) : null];
  return {
    text: projectOf(hole),
    href: to.hole(organization, hole),
    note: note.filter((part) => part !== null).join(' · '),
  };
}

const fixCell = (hole: Hole, sites: HoleNews['sites'], words: Words): Cell => ({
  text: fixOf(hole, sites, words) ?? '–',
});

export function exposedSection(title: TextId, news: readonly HoleNews[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  const { risk, project, sites, fix } = columnOf(words);
  return section(
    {
      title,
      columns: [risk, project, sites, fix],
      items: [...news].sort((one, other) => byRisk(one, other) || other.exposed - one.exposed),
      cells: (each) => [
        { text: riskCell(each.hole.risk) },
        holeCell(each.hole, each.organization, place, writing),
        { text: words.say('sites.of', { count: each.exposed, fleet: each.fleet }) },
        fixCell(each.hole, each.sites, words),
      ],
      rest: to.advisories(place),
    },
    writing,
  );
}

export function fixedSection(title: TextId, news: readonly HoleNews[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  const { risk, project, sites, fix } = columnOf(words);
  return section(
    {
      title,
      columns: [risk, project, sites, { ...fix, label: words.say('column.fixedWith') }],
      items: [...news].sort(byRisk),
      cells: (each) => [
        { text: riskCell(each.hole.risk) },
        holeCell(each.hole, each.organization, place, writing),
        { text: `${each.sites.length}` },
        fixCell(each.hole, each.sites, words),
      ],
      rest: `${to.advisories(place)}?state=fixed`,
    },
    writing,
  );
}

/** An overdue hole with whose it is. */
export interface Late extends OverdueHole {
  readonly organization: Named;
}

export function pastTargetSection(holes: readonly Late[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  const { risk, project, sites } = columnOf(words);
  return section(
    {
      title: 'section.pastTarget',
      columns: [risk, project, sites, { label: words.say('column.target'), isRight: true }],
      items: [...holes].sort(byRisk),
      cells: ({ hole, sites: exposed, organization }) => [
        { text: riskCell(hole.risk) },
        holeCell(hole, organization, place, writing),
        { text: `${exposed.length}` },
        { text: hole.dueAt === null ? '–' : words.day(hole.dueAt) },
      ],
      rest: to.advisories(place),
    },
    writing,
  );
}
