import type { KeyNews, MemberNews, MuteNews, ReportNews, UnsupportedNews } from '../news.ts';
import { usualFoot } from './foot.ts';
import { facts, projectOf } from './hole-words.ts';
import { type Block, type Letter, type Link, paragraph } from './letter.ts';
import { inSentence, oneLine } from './one-line.ts';
import { siteTable } from './site-table.ts';
import type { Words } from './words.ts';
import type { Writing } from './writing.ts';

interface Outline {
  readonly subject: string;
  readonly title: string;
  /** Said beside the subject and below the title. */
  readonly lead: string;
  readonly blocks: readonly Block[];
  readonly action: Link;
}

/** A letter that says one thing and has one place to go. */
export function shortLetter(
  { organization, at }: { organization: { name: string }; at: Date },
  { subject, title, lead, blocks, action }: Outline,
  writing: Writing,
): Letter {
  return {
    subject,
    preheader: lead,
    kicker: `${inSentence(organization.name)} · ${writing.words.fullDayTime(at)}`,
    title,
    blocks: [...blocks, { type: 'actions', actions: [action] }],
    foot: usualFoot(writing),
  };
}

export function unsupportedLetter(news: UnsupportedNews, writing: Writing): Letter {
  const { words, to } = writing;
  const { organization, sites, fleet, stage } = news;
  const project = projectOf(news);
  const count = sites.length;
  const isOver = stage === 'resolved';
  const lead = words.say(isOver ? 'unsupported.over.lead' : 'unsupported.lead');
  const address = to.project(organization, news.project.name);
  const outline: Outline = {
    subject: words.say(isOver ? 'subject.unsupported.over' : 'subject.unsupported', { project, count }),
    title: words.say(isOver ? 'unsupported.over' : 'unsupported.title', { project, count, fleet }),
    lead,
    blocks: [
      {
        type: 'status',
        status: isOver ? 'current' : 'unsupported',
        text: words.say(isOver ? 'status.fixed' : 'status.unsupported'),
      },
      paragraph(lead),
      siteTable(
        {
          organization,
          sites,
          columns: isOver ? ['column.ran', 'column.fixedWith'] : ['column.installed', 'column.moveTo'],
          rest: address,
        },
        writing,
      ),
    ],
    action: { text: words.say('action.project'), href: address },
  };
  return shortLetter(news, outline, writing);
}

export function muteLetter(news: MuteNews, writing: Writing): Letter {
  const { words, to } = writing;
  const { organization, mute } = news;
  const project = inSentence(mute.project);
  const day = words.day(mute.endsAt);
  const lead = words.say('mute.lead');
  return shortLetter(
    news,
    {
      subject: words.say('subject.mute', { project, day }),
      title: words.say('mute.title', { project, day }),
      lead,
      blocks: [
        paragraph(lead),
        ...facts([
          { term: words.say('mute.where'), text: whereOf(news, words) },
          { term: words.say('mute.reason'), text: oneLine(mute.reason, 300) },
          { term: words.say('mute.ends'), text: words.dayTime(mute.endsAt) },
        ]),
      ],
      action: { text: words.say('action.mutes'), href: to.mutes(organization, mute.project) },
    },
    writing,
  );
}

export function whereOf({ mute, organization }: MuteNews, words: Words): string {
  if (mute.where !== null) return oneLine(mute.where, 120);
  return words.say('mute.everywhere', { organization: inSentence(organization.name) });
}

export function keyLetter(news: KeyNews, writing: Writing): Letter {
  const { words, to } = writing;
  const { organization, key: of } = news;
  const key = inSentence(of.name);
  const day = words.day(of.expiresAt);
  const lead = words.say('key.lead');
  return shortLetter(
    news,
    {
      subject: words.say('subject.key', { key, day }),
      title: words.say('key.title', { key, day }),
      lead,
      blocks: [
        paragraph(lead),
        ...facts([
          { term: words.say('key.for'), text: of.site === null ? words.say('key.organization') : inSentence(of.site) },
          { term: words.say('mute.ends'), text: words.dayTime(of.expiresAt) },
        ]),
      ],
      action: { text: words.say('action.keys'), href: to.keys(organization) },
    },
    writing,
  );
}

export function memberLetter(news: MemberNews, writing: Writing): Letter {
  const { words, to } = writing;
  const what = memberSentence(news, words);
  const by = news.by === null ? null : { term: words.say('member.by'), text: inSentence(news.by) };
  return shortLetter(
    news,
    {
      subject: words.say('subject.members', { what }),
      title: what,
      lead: by === null ? '' : `${by.term} ${by.text}`,
      blocks: facts([by]),
      action: { text: words.say('action.members'), href: to.members(news.organization) },
    },
    writing,
  );
}

const roles = ['viewer', 'developer', 'organization_admin', 'superuser'] as const;

export function memberSentence({ person, change, role, formerRole, organization }: MemberNews, words: Words): string {
  const nameOf = (given: string | null) => {
    const known = roles.find((each) => each === given);
    return known === undefined ? 'none' : words.say(`role.${known}`);
  };
  return words.say(`member.${change}`, {
    person: inSentence(person),
    organization: inSentence(organization.name),
    role: nameOf(role),
    former: nameOf(formerRole),
  });
}

export function reportLetter(news: ReportNews, writing: Writing): Letter {
  const { words, to } = writing;
  const name = inSentence(news.name);
  const lead = words.say('report.lead');
  return shortLetter(
    news,
    {
      subject: words.say('subject.report', { name }),
      title: words.say('report.title', { name }),
      lead,
      blocks: [paragraph(lead)],
      action: { text: words.say('action.report'), href: to.at(news.path) },
    },
    writing,
  );
}
