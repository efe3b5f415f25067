import type { Hole } from '../news.ts';
import { safeLink } from './addresses.ts';
import { type Line, plain, type Span } from './letter.ts';
import { inCell, oneLine } from './one-line.ts';
import type { Scope, Why } from './render.ts';
import type { Words } from './words.ts';
import type { Writing } from './writing.ts';

const mostNames = 5;

/** Why the reader gets this mail, and for which sites. */
export function whyFoot({ reader: { why }, words }: Writing): string {
  if (!('scope' in why)) return words.say(`why.${why.type}`);
  const chosen =
    why.type === 'instant'
      ? words.say('why.instant', { what: words.and(why.kinds.map((kind) => kindOf(kind, why, words))) })
      : words.say(`why.${why.type}`);
  return why.scope === null ? chosen : `${chosen} ${scopeOf(why.scope, words)}`;
}

type Instant = Extract<Why, { type: 'instant' }>;

function kindOf(kind: Instant['kinds'][number], { fromRisk }: Instant, words: Words): string {
  if (kind === 'security_exposure' && fromRisk !== null && fromRisk > 0)
    return words.say('why.security_exposure.risk', { risk: fromRisk });
  return words.say(`why.${kind}`);
}

function scopeOf(scope: Scope, words: Words): string {
  if (scope.type === 'all') return words.say('why.scope.all');
  const { names } = scope;
  const shown = names.slice(0, mostNames).map(inCell);
  const rest = names.length - shown.length;
  const list = rest > 0 ? `${shown.join(', ')} ${words.say('more', { count: rest })}` : words.and(shown);
  return words.say(`why.scope.${scope.type}`, { count: names.length, names: list });
}

/** Where the reader changes what is told, and what the mail is about. */
export function linksFoot({ reader: { links }, words, to }: Writing, about: readonly Span[] = []): Line {
  const { preferences = to.preferences(), unsubscribe } = links;
  return [
    { text: words.say('foot.preferences'), href: preferences },
    ...(unsubscribe === null ? [] : [{ text: words.say('foot.unsubscribe'), href: unsubscribe }]),
    ...about,
  ];
}

export function holeFoot({ advisory, link, aliases }: Hole, writing: Writing): Line[] {
  const href = safeLink(link);
  const id = advisory === null ? null : { text: oneLine(advisory, 40), ...(href !== null && { href }) };
  const others = aliases.filter((alias) => /^CVE-/i.test(alias)).slice(0, 4);
  return [linksFoot(writing, [...(id === null ? [] : [id]), ...others.map((alias) => ({ text: oneLine(alias, 40) }))])];
}

/** Of mails that everybody may turn off. */
export const usualFoot = (writing: Writing): Line[] => [plain(whyFoot(writing)), linksFoot(writing)];
