import type { Hole, HoleNews } from '../news.ts';
import { holeFoot, whyFoot } from './foot.ts';
import { asSentence, facts, fixOf, holePreheader, projectOf, riskFacts, riskWords, whatItIs } from './hole-words.ts';
import type { Block, Letter, Line, Link } from './letter.ts';
import { plain } from './letter.ts';
import { inSentence, oneLine } from './one-line.ts';
import { siteTable } from './site-table.ts';
import type { TextId } from './words.ts';
import type { Writing } from './writing.ts';

/** One hole: that sites have it, that more do, that it is open too long, that it is closed everywhere. */
export function holeLetter(news: HoleNews, writing: Writing): Letter {
  const { words } = writing;
  const { hole, organization, at } = news;
  return {
    subject: holeSubject(news, writing),
    preheader: holePreheader(hole, at, words),
    kicker: `${inSentence(organization.name)} · ${words.fullDayTime(at)}`,
    title: titleOf(news, writing),
    blocks: news.stage === 'resolved' ? closedBlocks(news, writing) : openBlocks(news, writing),
    foot: [whyLine(news, writing), ...holeFoot(hole, writing)],
  };
}

/** `[Security 15/25] External Authentication: 16 of 84 sites exposed - fix 2.0.13` */
export function holeSubject(news: HoleNews, { words }: Writing): string {
  const { hole, kind, stage, exposed: count, fleet, sites } = news;
  const project = projectOf(hole);
  if (stage === 'resolved') return words.say('subject.resolved', { project, count: sites.length });
  const isLate = kind === 'exposure_overdue';
  const hours = hole.targetHours;
  const what = isLate
    ? words.say('subject.late', { project, count, hours })
    : words.say(stage === 'grown' ? 'subject.grown' : 'subject.opened', { project, count, fleet });
  return `${riskTag(hole, isLate, words)} ${withFix(what, fixOf(hole, sites, words), words)}`;
}

export function riskTag({ risk }: Hole, isLate: boolean, words: Writing['words']): string {
  if (risk === null) return words.say(isLate ? 'subject.overdue.noRisk' : 'subject.security');
  return words.say(isLate ? 'subject.overdue' : 'subject.risk', { risk });
}

export function withFix(subject: string, fix: string | null, words: Writing['words']): string {
  return fix === null ? words.say('subject.noFix', { subject }) : words.say('subject.fix', { subject, fix });
}

function titleOf({ hole, kind, stage, exposed, fleet, sites }: HoleNews, { words }: Writing): string {
  const project = projectOf(hole);
  if (stage === 'resolved') return words.say('hole.resolved', { project, count: sites.length });
  const opened: TextId = kind === 'exposure_overdue' ? 'hole.overdue' : 'hole.exposed';
  return words.say(stage === 'grown' ? 'hole.grown' : opened, { project, count: exposed, fleet });
}

function openBlocks(news: HoleNews, writing: Writing): Block[] {
  const { words, to } = writing;
  const { hole, sites, stage, organization } = news;
  const address = to.hole(organization, hole);
  // Of those that joined, the others that are exposed were told of before.
  return [
    { type: 'status', status: 'security', text: `${words.say('status.security')} · ${riskWords(hole.risk, words)}` },
    { type: 'line', line: leadOf(news, writing) },
    ...(stage === 'grown'
      ? [{ type: 'line', line: plain(words.say('hole.joined', { count: sites.length })) } as const]
      : []),
    ...facts([...riskFacts(hole, words), targetFact(news, writing)]),
    siteTable({ organization, sites, columns: ['column.installed', 'column.fix'], rest: address }, writing),
    ...(hole.composer === null ? [] : [{ type: 'command', command: oneLine(hole.composer, 400) } as const]),
    {
      type: 'actions',
      actions: [
        { text: words.say('action.sites'), href: address },
        { text: words.say('action.mute'), href: to.mute(organization, hole) },
      ],
    },
  ];
}

function leadOf({ hole, sites, kind }: HoleNews, { words }: Writing): Line {
  const fix = fixOf(hole, sites, words);
  const what = whatItIs(hole);
  const passed =
    kind === 'exposure_overdue' && hole.dueAt !== null
      ? [{ text: `${words.say('hole.passed', { hours: hole.targetHours, at: words.dayTime(hole.dueAt) })} ` }]
      : [];
  const update = fix === null ? plain(words.say('hole.noFix')) : words.line('hole.update', { fix });
  return [...passed, ...update, ...(what === null ? [] : [{ text: ` ${asSentence(what)}` }])];
}

function targetFact({ hole, kind, at }: HoleNews, { words }: Writing) {
  const { dueAt, targetHours: hours } = hole;
  // That it passed is then said before anything else.
  if (dueAt === null || kind === 'exposure_overdue') return null;
  const id = dueAt.getTime() < at.getTime() ? 'target.passed' : 'target.until';
  return { term: words.say('target'), text: words.say(id, { hours, at: words.dayTime(dueAt) }) };
}

function closedBlocks(news: HoleNews, writing: Writing): Block[] {
  const { words, to } = writing;
  const { hole, sites, organization } = news;
  const address = to.hole(organization, hole);
  const view: Link = { text: words.say(hole.advisory === null ? 'action.project' : 'action.advisory'), href: address };
  return [
    { type: 'status', status: 'current', text: `${words.say('status.fixed')} · ${riskWords(hole.risk, words)}` },
    { type: 'line', line: plain(closingLine(news, writing)) },
    ...facts([keptFact(news, writing)]),
    siteTable({ organization, sites, columns: ['column.ran', 'column.fixedWith'], rest: address }, writing),
    { type: 'actions', actions: [view] },
  ];
}

const hourMs = 3_600_000;

function closingLine({ hole, at }: HoleNews, { words }: Writing): string {
  const what = whatItIs(hole);
  const end = words.dayTime(at);
  const hours = hole.publishedAt === null ? 0 : Math.round((at.getTime() - hole.publishedAt.getTime()) / hourMs);
  const span =
    hours < 48 ? words.say('span.hours', { count: hours }) : words.say('span.days', { count: Math.round(hours / 24) });
  const closed = hours < 1 ? words.say('hole.closed', { at: end }) : words.say('hole.took', { at: end, span });
  return what === null ? closed : `${asSentence(what)} ${closed}`;
}

function keptFact({ hole, at }: HoleNews, { words }: Writing) {
  const { dueAt, targetHours: hours } = hole;
  if (dueAt === null) return null;
  const isKept = at.getTime() <= dueAt.getTime();
  const text = isKept
    ? words.say('target.kept', { hours })
    : words.say('target.missed', { hours, at: words.dayTime(dueAt) });
  return { term: words.say('target'), text };
}

function whyLine({ kind, stage }: HoleNews, writing: Writing): Line {
  const follows = kind === 'security_exposure' && stage === 'opened' ? ` ${writing.words.say('hole.follows')}` : '';
  return plain(`${whyFoot(writing)}${follows}`);
}
