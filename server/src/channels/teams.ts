import { type Notice, siteLine } from './notice.ts';
import { shortened } from './plain-text.ts';

const limits = { title: 300, sites: 15 } as const;
const colours = { critical: 'attention', error: 'attention', warning: 'warning', info: 'good' } as const;

/** A message with an Adaptive Card, as a workflow of Teams that posts to a channel takes it; it may have 28 KB. */
export function teamsMessage(notice: Notice, context: string): object {
  const { sites } = notice;
  const lines = sites.slice(0, limits.sites).map((site) => `- ${unmarked(siteLine(site))}`);
  const more = sites.length - lines.length;
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      {
        type: 'TextBlock',
        text: unmarked(shortened(notice.title, limits.title)),
        size: 'large',
        weight: 'bolder',
        color: colours[notice.severity],
        wrap: true,
      },
      ...(notice.facts.length === 0
        ? []
        : [
            {
              type: 'FactSet',
              facts: notice.facts.map(({ name, value }) => ({ title: name, value: unmarked(value) })),
            },
          ]),
      ...(lines.length === 0
        ? []
        : [
            {
              type: 'TextBlock',
              text: [...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\r'),
              wrap: true,
            },
          ]),
      { type: 'TextBlock', text: unmarked(context), isSubtle: true, size: 'small', wrap: true },
    ],
    actions: [
      open('Open in Patchlight', notice.link),
      ...(notice.source === null ? [] : [open('Read the advisory', notice.source)]),
    ],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

const open = (title: string, url: string) => ({ type: 'Action.OpenUrl', title, url });

/** The cards read a little Markdown: links, emphasis, lists. */
const unmarked = (text: string) => text.replace(/[\\`*_[\]]/g, '\\$&');
