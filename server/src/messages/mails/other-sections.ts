import type { NewRelease } from '../digest-content.ts';
import type { KeyNews, MemberNews, MuteNews, Named, ReportNews, SilentNews, UnsupportedNews } from '../news.ts';
import { projectOf } from './hole-words.ts';
import type { Block } from './letter.ts';
import { inCell, inSentence, oneLine } from './one-line.ts';
import { memberSentence, whereOf } from './other-letters.ts';
import { columnOf, type Place, section } from './section.ts';
import type { TextId } from './words.ts';
import type { Writing } from './writing.ts';

export function silentSections(news: readonly SilentNews[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  const last = { label: words.say('column.lastReport'), isRight: true, isShort: true };
  const isBack = ({ stage }: SilentNews) => stage === 'resolved';
  const noteOf = ({ reason, organization, stage }: SilentNews) =>
    [stage === 'resolved' ? null : words.say(`silent.${reason}`), place === null ? inCell(organization.name) : null]
      .filter((part) => part !== null)
      .join(' · ');
  const of = (title: TextId, items: readonly SilentNews[]) =>
    section(
      {
        title,
        columns: [columnOf(words).site, last],
        items,
        cells: (each) => [
          { text: inCell(each.site.name), href: to.site(each.organization, each.site.id), note: noteOf(each) },
          { text: each.lastReportAt === null ? words.say('silent.never') : words.dayTime(each.lastReportAt) },
        ],
        rest: to.sites(place, title === 'section.silent' ? { freshness: 'silent' } : {}),
      },
      writing,
    );
  return [
    ...of(
      'section.silent',
      news.filter((each) => !isBack(each)),
    ),
    ...of('section.back', news.filter(isBack)),
  ];
}

export function unsupportedSection(news: readonly UnsupportedNews[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  const { project, sites } = columnOf(words);
  return section(
    {
      title: 'section.unsupported',
      columns: [project, { ...sites, isRight: true, isFolding: false }],
      items: news,
      cells: (each) => [
        {
          text: projectOf(each),
          href: to.project(each.organization, each.project.name),
          ...(place === null && { note: inCell(each.organization.name) }),
        },
        {
          text:
            each.stage === 'resolved'
              ? words.say('status.fixed')
              : words.say('sites.of', { count: each.sites.length, fleet: each.fleet }),
        },
      ],
      rest: to.sites(place, { status: 'unsupported' }),
    },
    writing,
  );
}

export function releaseSection(releases: readonly NewRelease[], organization: Named, writing: Writing): Block[] {
  const { words, to } = writing;
  const { project } = columnOf(words);
  return section(
    {
      title: 'section.releases',
      columns: [
        project,
        { label: words.say('column.sites'), isShort: true },
        { label: words.say('column.release'), isRight: true, isShort: true },
      ],
      items: releases,
      cells: (each) => [
        { text: projectOf(each), href: to.project(organization, each.project.name) },
        { text: String(each.sites) },
        { text: inCell(each.version), isVersion: true },
      ],
      rest: to.sites(organization, { status: 'update' }),
    },
    writing,
  );
}

export function endingSection(
  { mutes, keys }: { mutes: readonly MuteNews[]; keys: readonly KeyNews[] },
  place: Place,
  writing: Writing,
): Block[] {
  const { words, to } = writing;
  const rows = [
    ...mutes.map((news) => ({
      what: words.say('mute.of', { project: inSentence(news.mute.project) }),
      href: to.mutes(news.organization, news.mute.project),
      note: `${oneLine(whereOf(news, words), 60)} · ${oneLine(news.mute.reason, 80)}`,
      at: news.mute.endsAt,
    })),
    ...keys.map(({ key, organization }) => ({
      what: words.say('key.of', { key: inSentence(key.name) }),
      href: to.keys(organization),
      note: key.site === null ? inCell(organization.name) : inCell(key.site),
      at: key.expiresAt,
    })),
  ];
  return section(
    {
      title: 'section.ending',
      columns: [{ label: words.say('column.what') }, { label: words.say('column.ends'), isRight: true, isShort: true }],
      items: rows.sort((one, other) => one.at.getTime() - other.at.getTime()),
      cells: ({ what, href, note, at }) => [{ text: what, href, note }, { text: words.day(at) }],
      rest: place === null ? to.home(null) : mutes.length > 0 ? to.mutes(place) : to.keys(place),
    },
    writing,
  );
}

export function memberSection(news: readonly MemberNews[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  return section(
    {
      title: 'section.members',
      columns: [{ label: words.say('column.who') }],
      items: news,
      cells: (each) => [
        {
          text: memberSentence(each, words),
          ...(each.by !== null && { note: `${words.say('member.by')} ${inCell(each.by)}` }),
        },
      ],
      rest: place === null ? to.home(null) : to.members(place),
    },
    writing,
  );
}

export function reportSection(news: readonly ReportNews[], place: Place, writing: Writing): Block[] {
  const { words, to } = writing;
  return section(
    {
      title: 'section.reports',
      columns: [{ label: words.say('column.report') }],
      items: news,
      cells: ({ name, path }) => [{ text: inSentence(name), href: to.at(path) }],
      rest: to.home(place),
    },
    writing,
  );
}
