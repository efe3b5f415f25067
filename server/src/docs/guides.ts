import { readFile } from 'node:fs/promises';
import { Marked } from 'marked';
import { guidesFolder } from '../folders.ts';
import { escapeHtml, Html } from './html.ts';

/** The pages of `docs/` that people who use the API read, in the order of the contents. */
export const guides = [
  { name: 'getting-started', title: 'Getting started' },
  { name: 'sending-reports', title: 'Sending reports' },
  { name: 'muting', title: 'Muting' },
  { name: 'notifications', title: 'Notifications' },
  { name: 'webhooks', title: 'Web hooks, Slack and Teams' },
  { name: 'drupal-update-model', title: 'What a status means' },
  { name: 'errors', title: 'Errors' },
  { name: 'limits', title: 'Limits' },
  { name: 'deprecation', title: 'Versions and deprecation' },
  { name: 'glossary', title: 'Glossary' },
] as const;

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const id = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      const to = addressOf(href);
      return to === undefined ? text : `<a href="${escapeHtml(to)}">${text}</a>`;
    },
  },
});

/** Where a link of such a page leads from here; undefined for a file that is not served. */
function addressOf(href: string): string | undefined {
  if (!/^[\w./-]+\.md(#|$)/.test(href)) return href;
  const [name, anchor] = href.replace(/^\.\//, '').split('.md');
  if (name === 'api') return `/docs${anchor ?? ''}`;
  return guides.some((guide) => guide.name === name) ? `/docs/${name}${anchor ?? ''}` : undefined;
}

/** A page of `docs/` as HTML. */
export async function readGuide(name: string): Promise<Html> {
  return new Html(await marked.parse(await readFile(new URL(`${name}.md`, guidesFolder), 'utf8')));
}
