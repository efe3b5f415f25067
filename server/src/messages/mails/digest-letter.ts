import type { Digest, DigestPart } from '../digest-content.ts';
import { usualFoot } from './foot.ts';
import { exposedSection, fixedSection, pastTargetSection } from './hole-sections.ts';
import { type Block, type Letter, paragraph } from './letter.ts';
import { inSentence } from './one-line.ts';
import { endingSection, memberSection, releaseSection, silentSections, unsupportedSection } from './other-sections.ts';
import { weekBlocks } from './week-blocks.ts';
import type { Writing } from './writing.ts';

// Below the numbers of a week, each section is only a reminder.
const weeklyRows = 3;

/** What happened in a day or a week, organization by organization. */
export function digestLetter(digest: Digest, writing: Writing): Letter {
  const { words } = writing;
  const { kind, to, parts } = digest;
  const what =
    kind === 'weekly' ? words.say('digest.week', { what: countsOf(digest, writing) }) : countsOf(digest, writing);
  const isOne = parts.length === 1;
  const [first] = parts;
  const whose =
    isOne && first !== undefined
      ? inSentence(first.organization.name)
      : words.say('digest.organizations', { count: parts.length });
  const shown = parts.slice(0, writing.parts);
  const roomOfPart = { ...writing, rows: kind === 'weekly' ? Math.min(weeklyRows, writing.rows) : writing.rows };
  return {
    subject: words.say('digest.subject', { what, day: words.day(to) }),
    preheader: preheaderOf(digest, writing),
    kicker: `${parts.length === 0 ? '' : `${whose} · `}${words.fullDay(to)}`,
    title: what,
    blocks: [
      // Of one organization it follows what there is to do.
      ...(isOne ? [] : windowBlocks(digest, writing)),
      ...shown.flatMap((part) => partBlocks(part, { digest, isOne }, roomOfPart)),
      ...(parts.length === 0 ? [paragraph(words.say('digest.nothing'))] : []),
      ...moreParts(parts.length - shown.length, writing),
      ...(isOne && first !== undefined ? [actionsOf(first, writing)] : []),
    ],
    foot: usualFoot(writing),
  };
}

/** `3 new, 5 fixed, 7 open security updates`: zeros are left out, but that nothing is open is worth saying. */
function countsOf({ parts }: Digest, { words }: Writing): string {
  const sum = (count: (part: DigestPart) => number) => parts.reduce((all, part) => all + count(part), 0);
  const opened = sum((part) => part.opened.length);
  const fixed = sum((part) => part.fixed.length);
  const silent = sum((part) => part.silent.length);
  const said = [
    opened > 0 ? words.say('digest.new', { count: opened }) : null,
    fixed > 0 ? words.say('digest.fixed', { count: fixed }) : null,
    words.say('digest.open', { count: sum(({ open }) => open.holes) }),
    opened + fixed === 0 && silent > 0 ? words.say('digest.silent', { count: silent }) : null,
  ].filter((part) => part !== null);
  const [start = '', ...rest] = said;
  return [`${start.charAt(0).toUpperCase()}${start.slice(1)}`, ...rest].join(', ');
}

function preheaderOf({ parts, from }: Digest, { words }: Writing): string {
  const projects = parts.flatMap(({ opened }) => opened.map(({ hole }) => inSentence(hole.project.title)));
  const shown = [...new Set(projects)].slice(0, 3).join(', ');
  return [
    shown === '' ? '' : `${words.say('section.new')}: ${shown}.`,
    words.say('digest.since', { at: words.dayTime(from) }),
  ]
    .filter(Boolean)
    .join(' ');
}

function partBlocks(
  part: DigestPart,
  { digest, isOne }: { digest: Digest; isOne: boolean },
  writing: Writing,
): Block[] {
  const { words, to } = writing;
  const { organization, opened, fixed, pastTarget, silent, back, unsupported, endingMutes, endingKeys, members } = part;
  const { holes, sites } = part.open;
  const sections = [
    ...exposedSection('section.new', opened, organization, writing),
    ...pastTargetSection(
      pastTarget.map((late) => ({ ...late, organization })),
      organization,
      writing,
    ),
    ...fixedSection('section.fixed', fixed, organization, writing),
    ...silentSections([...silent, ...back], organization, writing),
    ...unsupportedSection(unsupported, organization, writing),
    ...endingSection({ mutes: endingMutes, keys: endingKeys }, organization, writing),
    ...releaseSection(part.releases, organization, writing),
    ...memberSection(members, organization, writing),
  ];
  return [
    ...(isOne ? [] : [{ type: 'part', text: inSentence(organization.name) } as const]),
    paragraph(words.say('digest.part', { holes, sites, fleet: part.fleet })),
    ...(part.week === null ? [] : weekBlocks(part.week, digest, organization, writing)),
    ...(isOne ? windowBlocks(digest, writing) : []),
    ...(sections.length === 0 && part.week === null ? [paragraph(words.say('digest.nothing'))] : sections),
    ...(isOne || holes === 0
      ? []
      : [
          {
            type: 'line',
            line: [{ text: words.say('action.advisories'), href: to.advisories(organization) }],
          } as const,
        ]),
  ];
}

function moreParts(count: number, { words, to }: Writing): Block[] {
  if (count <= 0) return [];
  return [{ type: 'line', line: [{ text: words.say('more.organizations', { count }), href: to.home(null) }] }];
}

function windowBlocks({ kind, nextWindow }: Digest, { words }: Writing): Block[] {
  if (kind === 'daily') return [];
  return [{ type: 'line', line: words.line('digest.window', { at: words.dayTime(nextWindow) }) }];
}

function actionsOf({ organization, open }: DigestPart, { words, to }: Writing): Block {
  const action =
    open.holes > 0
      ? { text: words.say('action.advisories'), href: to.advisories(organization) }
      : { text: words.say('action.home'), href: to.home(organization) };
  return { type: 'actions', actions: [action] };
}
