import { levelOf, riskOf } from '@patchlight/drupal/risk';
import type { Hole, NewsSite } from '../news.ts';
import type { Block } from './letter.ts';
import { inSentence, inVersion, oneLine } from './one-line.ts';
import type { TextId, Words } from './words.ts';

export const projectOf = ({ project }: { project: Hole['project'] }): string =>
  inSentence(oneLine(project.title, 60) || project.name);

/** The releases to take, the one for most sites first; null where there is none. */
export function fixOf(hole: Hole, sites: readonly NewsSite[], words: Words): string | null {
  const counts = new Map<string, number>();
  for (const { fix } of sites) if (fix !== null) counts.set(fix, (counts.get(fix) ?? 0) + 1);
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([version]) => version);
  const versions = byCount.length > 0 ? byCount : hole.fixedIn;
  if (versions.length === 0) return null;
  // More than three say nothing in a sentence; the table has each.
  return words.or((versions.length > 3 ? versions.slice(0, 1) : versions).map(inVersion));
}

/** `15/25 Critical` */
export function riskWords(risk: number | null, words: Words): string {
  if (risk === null) return words.say('risk.unknown');
  return words.say('risk.of', { score: risk, level: words.say(`risk.${levelOf(risk)}`) });
}

export const riskCell = (risk: number | null): string => (risk === null ? '–' : `${risk}/25`);

// Titles of drupal.org are such as `Postcard - Critical - Access bypass - SA-CONTRIB-2026-133`, or a sentence.
const level = /^((highly|moderately|less|not) )?critical$/i;
const id = /^(SA|PSA|DRUPAL)-[A-Z]+-\d{4}-\d+$/i;

/** What kind of hole it is, in the words of drupal.org, without what is said beside it; null where nothing is left. */
export function whatItIs({ title, project, advisory }: Hole): string | null {
  // Where nobody gave a title it is the name with the id.
  const names = [project.title, project.name, `${project.name}: ${advisory}`];
  const own = new Set(names.map((name) => name.toLowerCase()));
  const kept = oneLine(title, 400)
    .split(' - ')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !level.test(part) && !id.test(part) && !own.has(part.toLowerCase()));
  const what = oneLine(kept.join(' - '), 160).replace(/[.\s]+$/, '');
  return what === '' ? null : what;
}

/** Answers of the vector by metric; null where it has another form, so that nobody reads a guess. */
function answersOf(vector: string | null): Record<string, string> | null {
  if (vector === null || riskOf(vector) === null) return null;
  const pairs = vector.replace(/\s/g, '').toLowerCase().split('/');
  return Object.fromEntries(pairs.map((pair) => pair.split(':', 2)));
}

interface Fact {
  readonly term: string;
  readonly text: string;
}

/** What an attacker needs and gets, in words. */
export function riskFacts({ riskVector }: Hole, words: Words): Fact[] {
  const answers = answersOf(riskVector);
  if (answers === null) return [];
  const { ac = '', a = '', ci = '', ii = '', e = '' } = answers;
  const fact = (term: TextId, text: string): Fact => ({ term: words.say(term), text });
  return [
    fact('risk.attack', words.say('risk.attack.is', { skill: ac, account: a })),
    fact('risk.read', words.say('risk.read.is', { what: ci })),
    fact('risk.change', words.say('risk.change.is', { what: ii })),
    fact('risk.exploit', words.say('risk.exploit.is', { what: e })),
  ];
}

/** `Access bypass, no account needed. Published 19:56.`: what a list of mails shows beside the subject. */
export function holePreheader(hole: Hole, at: Date, words: Words): string {
  const answers = answersOf(hole.riskVector);
  const account = answers === null ? null : words.say('risk.account', { account: answers.a ?? '' });
  const about = [whatItIs(hole), account].filter((part) => part !== null).join(', ');
  const { publishedAt } = hole;
  const published =
    publishedAt === null
      ? ''
      : words.say('hole.published', {
          at: words.isSameDay(publishedAt, at) ? words.time(publishedAt) : words.dayTime(publishedAt),
        });
  return [about && asSentence(`${about[0]?.toUpperCase()}${about.slice(1)}`), published].filter(Boolean).join(' ');
}

/** A phrase as a sentence; what was cut ends as it is. */
export const asSentence = (phrase: string): string => (phrase.endsWith('…') ? phrase : `${phrase}.`);

export function facts(rows: readonly (Fact | null)[]): Block[] {
  const given = rows.filter((row) => row !== null);
  return given.length === 0 ? [] : [{ type: 'facts', rows: given }];
}
