import type { SilenceReason, SilentNews } from '../news.ts';
import { facts } from './hole-words.ts';
import { type Letter, type Link, paragraph } from './letter.ts';
import { inSentence, oneLine } from './one-line.ts';
import { shortLetter } from './other-letters.ts';
import type { Writing } from './writing.ts';

/** A site that says nothing: since when, most likely why, and what to do. Or that it is back. */
export function silentLetter(news: SilentNews, writing: Writing): Letter {
  return news.stage === 'resolved' ? backLetter(news, writing) : goneLetter(news, writing);
}

function goneLetter(news: SilentNews, writing: Writing): Letter {
  const { words } = writing;
  const { lastReportAt, expectedHours, reason, refusal } = news;
  const site = inSentence(news.site.name);
  const last = lastReportAt === null ? words.say('silent.never') : words.dayTime(lastReportAt);
  const refused =
    reason === 'reports_refused' && refusal !== null
      ? { term: words.say('silent.refusal'), text: oneLine(refusal, 300) }
      : null;
  const url = oneLine(news.site.url, 120);
  const outline = {
    subject:
      lastReportAt === null
        ? words.say('subject.silent.never', { site })
        : words.say('subject.silent', { site, at: last }),
    title: words.say('silent.title', { site }),
    lead: `${words.say('silent.reason')}: ${words.say(`silent.${reason}`)}.`,
    blocks: [
      paragraph(words.say(lastReportAt === null ? 'silent.lead.never' : 'silent.lead', { at: last })),
      ...facts([
        // As text: an address that a tenant wrote is nothing to click on.
        url === '' ? null : { term: words.say('column.site'), text: url },
        { term: words.say('silent.last'), text: last },
        { term: words.say('silent.expected'), text: words.say('silent.expected.is', { hours: expectedHours }) },
        { term: words.say('silent.reason'), text: words.say(`silent.${reason}`) },
        refused,
        { term: words.say('silent.do'), text: words.say(`silent.${reason}.do`) },
      ]),
    ],
    action: remedyOf(reason, news, writing),
  };
  return shortLetter(news, outline, writing);
}

function remedyOf(reason: SilenceReason, { organization, site }: SilentNews, { words, to }: Writing): Link {
  if (reason === 'key_revoked') return { text: words.say('action.connect'), href: to.connect(organization, site.id) };
  if (reason === 'reports_refused')
    return { text: words.say('action.reports'), href: to.site(organization, site.id, 'reporting') };
  return { text: words.say('action.site'), href: to.site(organization, site.id) };
}

function backLetter(news: SilentNews, writing: Writing): Letter {
  const { words, to } = writing;
  const { organization, lastReportAt } = news;
  const site = inSentence(news.site.name);
  const lead =
    lastReportAt === null
      ? words.say('back.lead.undated')
      : words.say('back.lead', { at: words.dayTime(lastReportAt) });
  return shortLetter(
    news,
    {
      subject: words.say('subject.back', { site }),
      title: words.say('back.title', { site }),
      lead,
      blocks: [paragraph(lead)],
      action: { text: words.say('action.site'), href: to.site(organization, news.site.id) },
    },
    writing,
  );
}
