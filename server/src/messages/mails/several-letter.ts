import type { EventKind } from '@patchlight/contract/event-kinds';
import type {
  HoleNews,
  KeyNews,
  MemberNews,
  MuteNews,
  Named,
  News,
  ReportNews,
  SilentNews,
  UnsupportedNews,
} from '../news.ts';
import { usualFoot } from './foot.ts';
import { riskTag, withFix } from './hole-letter.ts';
import { exposedSection, fixedSection, pastTargetSection } from './hole-sections.ts';
import { fixOf, projectOf, riskCell, riskWords } from './hole-words.ts';
import { type Block, type Letter, paragraph } from './letter.ts';
import { inSentence } from './one-line.ts';
import { endingSection, memberSection, reportSection, silentSections, unsupportedSection } from './other-sections.ts';
import type { Place } from './section.ts';
import type { TextId } from './words.ts';
import type { Writing } from './writing.ts';

/** Much at once: a row for each advisory, the highest risk first, and the other kinds below. */
export function severalLetter(news: readonly News[], writing: Writing): Letter {
  const { words } = writing;
  const sorted = sort(news);
  const place = placeOf(news);
  const at = new Date(Math.max(...news.map((each) => each.at.getTime())));
  const [worst] = sorted.exposed;
  const title =
    worst === undefined
      ? words.say('several.title', { count: news.length, what: words.and(countsOf(sorted, writing)) })
      : words.say('several.security', { count: sorted.exposed.length });
  return {
    subject: worst === undefined ? title : securitySubject(worst, sorted.exposed.length, writing),
    preheader: preheaderOf(sorted, writing),
    kicker: `${kickerOf(place, news, writing)} · ${words.fullDayTime(at)}`,
    title,
    blocks: [
      ...(worst === undefined ? [] : introduction(worst, writing)),
      ...exposedSection('section.exposed', sorted.exposed, place, writing),
      ...pastTargetSection(
        sorted.late.map(({ hole, sites, organization }) => ({ hole, sites, organization })),
        place,
        writing,
      ),
      ...silentSections(sorted.silent, place, writing),
      ...unsupportedSection(sorted.unsupported, place, writing),
      ...fixedSection('section.fixedNow', sorted.fixed, place, writing),
      ...endingSection(sorted, place, writing),
      ...memberSection(sorted.members, place, writing),
      ...reportSection(sorted.reports, place, writing),
      { type: 'actions', actions: [mainAction(sorted, place, writing)] },
    ],
    foot: usualFoot(writing),
  };
}

// What a list of mails has room for.
const mostNamed = 3;

/** What there is beside that which the subject names. */
function preheaderOf(sorted: Sorted, writing: Writing): string {
  const { words } = writing;
  const [, ...others] = sorted.exposed;
  const named = others.slice(0, mostNamed).map(({ hole }) => `${projectOf(hole)} ${riskCell(hole.risk)}`);
  const left = others.length - named.length;
  const counts = sorted.exposed.length === 0 ? [] : countsOf(sorted, writing).slice(0, mostNamed - 1);
  const what = [...named, ...(left > 0 ? [words.say('several.others', { count: left })] : []), ...counts];
  return what.length === 0 ? words.say('several.lead') : words.say('several.also', { what: words.and(what) });
}

interface Sorted {
  readonly exposed: readonly HoleNews[];
  readonly late: readonly HoleNews[];
  readonly fixed: readonly HoleNews[];
  readonly silent: readonly SilentNews[];
  readonly unsupported: readonly UnsupportedNews[];
  readonly mutes: readonly MuteNews[];
  readonly keys: readonly KeyNews[];
  readonly members: readonly MemberNews[];
  readonly reports: readonly ReportNews[];
}

function sort(news: readonly News[]): Sorted {
  const of = <Kind extends EventKind>(kind: Kind) =>
    news.filter((each): each is Extract<News, { kind: Kind }> => each.kind === kind);
  const holes = news.filter((each) => 'hole' in each);
  const open = holes.filter(({ stage }) => stage !== 'resolved');
  return {
    exposed: open
      .filter(({ kind }) => kind === 'security_exposure')
      .sort((one, other) => (other.hole.risk ?? 15) - (one.hole.risk ?? 15) || other.exposed - one.exposed),
    late: open.filter(({ kind }) => kind === 'exposure_overdue'),
    fixed: holes.filter(({ stage }) => stage === 'resolved'),
    silent: of('site_silent'),
    unsupported: of('project_unsupported'),
    mutes: of('mute_ending'),
    keys: of('key_ending'),
    members: of('membership_changed'),
    reports: of('report_ready'),
  };
}

/** `3 past target`, `1 silent` and so on, what there is. */
function countsOf(sorted: Sorted, { words }: Writing): string[] {
  const isBack = ({ stage }: SilentNews) => stage === 'resolved';
  const counts: readonly (readonly [TextId, number])[] = [
    ['several.exposure_overdue', sorted.late.length],
    ['several.site_silent', sorted.silent.filter((each) => !isBack(each)).length],
    ['several.back', sorted.silent.filter(isBack).length],
    ['several.project_unsupported', sorted.unsupported.length],
    ['several.fixed', sorted.fixed.length],
    ['several.mute_ending', sorted.mutes.length],
    ['several.key_ending', sorted.keys.length],
    ['several.membership_changed', sorted.members.length],
    ['several.report_ready', sorted.reports.length],
  ];
  return counts.filter(([, count]) => count > 0).map(([id, count]) => words.say(id, { count }));
}

function securitySubject(worst: HoleNews, count: number, { words }: Writing): string {
  const { hole, exposed: sites, fleet } = worst;
  const project = projectOf(hole);
  const what =
    count === 1
      ? words.say('subject.opened', { project, count: sites, fleet })
      : words.say('subject.several', { project, count, sites, fleet });
  return `${riskTag(hole, false, words)} ${withFix(what, fixOf(hole, worst.sites, words), words)}`;
}

function introduction({ hole }: HoleNews, { words }: Writing): Block[] {
  return [
    { type: 'status', status: 'security', text: `${words.say('status.security')} · ${riskWords(hole.risk, words)}` },
    paragraph(words.say('several.lead')),
  ];
}

function placeOf(news: readonly News[]): Place {
  const [first, ...others] = news.map(({ organization }) => organization);
  return first !== undefined && others.every(({ id }) => id === first.id) ? first : null;
}

function kickerOf(place: Place, news: readonly News[], { words }: Writing): string {
  if (place !== null) return inSentence(place.name);
  return words.say('digest.organizations', { count: new Set(news.map(({ organization }) => organization.id)).size });
}

function mainAction({ exposed, late }: Sorted, place: Named | null, { words, to }: Writing) {
  if (exposed.length + late.length > 0) return { text: words.say('action.advisories'), href: to.advisories(place) };
  return { text: words.say('action.home'), href: to.home(place) };
}
