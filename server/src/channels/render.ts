import type { ChannelType } from '@patchlight/contract/channel-lists';
import type { News } from '../messages/news.ts';
import { noticeOf } from './notice.ts';
import { harmless, shortened } from './plain-text.ts';
import { slackMessage } from './slack.ts';
import { teamsMessage } from './teams.ts';
import { renderTemplate } from './template.ts';
import { webHookPayload } from './web-hook.ts';

/** What a body is made for. */
export interface Form {
  readonly type: ChannelType;
  readonly template: string | null;
}

/** What is sent, and the line by which the list of deliveries names it. */
export interface Rendered {
  readonly subject: string;
  readonly body: string;
}

const subjectLength = 300;

export function render({ type, template }: Form, news: News, publicUrl: string): Rendered {
  const notice = noticeOf(news, publicUrl);
  const subject = shortened(notice.title, subjectLength);
  const context = `${harmless(news.organization.name)} · Patchlight`;
  if (type === 'slack') return { subject, body: JSON.stringify(slackMessage(notice, context)) };
  if (type === 'teams') return { subject, body: JSON.stringify(teamsMessage(notice, context)) };
  if (template !== null) return { subject, body: renderTemplate(template, news, publicUrl) };
  return { subject, body: JSON.stringify(webHookPayload(news)) };
}
