import { createHash } from 'node:crypto';
import { groups } from '@patchlight/contract/endpoints';
import type { FastifyReply } from 'fastify';
import { guides } from './guides.ts';
import { type Html, html } from './html.ts';
import { style } from './style.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
}

const styleHash = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** Sends a page that runs no script and loads nothing. */
export function sendPage(reply: FastifyReply, page: string, cacheControl: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', cacheControl)
    .header('content-security-policy', policy)
    .send(page);
}

/** A whole page. */
export function documentOf({ title, body }: Page): string {
  // The style is ours and has no user's text in it; escaped it would not be the one that was hashed.
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>`.text.concat(
    `<style>${style}</style></head>\n`,
    html`<body>${body}</body></html>\n`.text,
  );
}

export const groupPath = (title: string) => `/docs/api/${title.toLowerCase().replaceAll(' ', '-')}`;
export const guidePath = (name: string) => `/docs/${name}`;

/** A page of the documentation, between the bar above and the contents beside or, on a small screen, below it. */
export function docsPage(path: string, { title, body }: Page): string {
  const link = (to: string, text: string) =>
    to === path
      ? html`<li><a href="${to}" aria-current="page">${text}</a></li>`
      : html`<li><a href="${to}">${text}</a></li>`;
  return documentOf({
    title: `${title} · Patchlight`,
    body: html`<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><a href="/docs"><b>Patchlight</b> documentation</a><a class="wide-hidden end" href="#contents">Contents</a></header>
<div class="columns"><nav class="contents" id="contents" aria-label="Contents">
<h2>Guides</h2><ul>${link('/docs', 'The API')}${guides.map(({ name, title }) => link(guidePath(name), title))}</ul>
<h2>Endpoints</h2><ul>${groups.map(({ title }) => link(groupPath(title), title))}</ul>
<ul><li><a href="/api/v1/openapi.json">openapi.json</a></li></ul>
</nav><main id="content">${body}</main></div>`,
  });
}
