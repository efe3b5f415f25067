import { type Notice, siteLine } from './notice.ts';
import { shortened } from './plain-text.ts';

const limits = { header: 150, section: 2_900, facts: 10, fact: 1_900, sites: 15 } as const;

/** Of Slack's markup only these three are more than they look. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const plain = (text: string, length: number) => ({ type: 'plain_text', text: shortened(text, length), emoji: false });
// Verbatim: names of channels and people in it are not looked for.
const markup = (text: string) => ({ type: 'mrkdwn', text: shortened(text, limits.section), verbatim: true });

/** A message for an incoming web hook of Slack. */
export function slackMessage(notice: Notice, context: string): object {
  const { facts, sites } = notice;
  const lines = sites.slice(0, limits.sites).map((site) => `• ${escaped(siteLine(site))}`);
  const more = sites.length - lines.length;
  return {
    text: shortened(escaped(notice.title), limits.section),
    unfurl_links: false,
    blocks: [
      { type: 'header', text: plain(notice.title, limits.header) },
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'section',
              fields: facts
                .slice(0, limits.facts)
                .map(({ name, value }) => ({ ...markup(`*${name}*\n${shortened(escaped(value), limits.fact)}`) })),
            },
          ]),
      ...(lines.length === 0
        ? []
        : [{ type: 'section', text: markup([...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n')) }]),
      { type: 'context', elements: [plain(context, limits.fact)] },
      {
        type: 'actions',
        elements: [
          button('Open in Patchlight', notice.link),
          ...(notice.source === null ? [] : [button('Read the advisory', notice.source)]),
        ],
      },
    ],
  };
}

const button = (text: string, url: string) => ({ type: 'button', text: plain(text, 75), url });
