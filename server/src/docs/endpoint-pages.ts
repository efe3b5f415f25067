import type { EndpointShape } from '@patchlight/contract/endpoint';
import { type EndpointGroup, groups } from '@patchlight/contract/endpoints';
import type { ErrorCode } from '@patchlight/contract/errors';
import { exampleAnswerOf, exampleEventOf } from '@patchlight/contract/examples';
import { errorsOf } from '@patchlight/contract/openapi';
import {
  type Access,
  organizationKeyScopes,
  permissions,
  roleHas,
  roles,
  scopesHave,
} from '@patchlight/contract/roles';
import type { TSchema } from 'typebox';
import { curlOf } from './curl.ts';
import { type Html, html } from './html.ts';
import { jsonText } from './json.ts';
import { groupPath, type Page } from './page.ts';
import { type Field, fieldsOf } from './schema-fields.ts';

const foldedFrom = 20;

/** The list of all endpoints, by group. */
export function endpointList(): Html {
  return html`<h2 id="endpoints">Endpoints</h2>${groups.map(
    (group) => html`<h3><a href="${groupPath(group.title)}">${group.title}</a></h3>${listOf(group)}`,
  )}`;
}

/** The page of one group. */
export function groupPage(group: EndpointGroup, publicUrl: string): Page {
  const { title, endpoints } = group;
  const sections = endpoints.map((each) => endpointSection(each, publicUrl));
  return { title, body: html`<h1>${title}</h1>${endpoints.length > 1 ? listOf(group) : undefined}${sections}` };
}

function listOf({ title, endpoints }: EndpointGroup): Html {
  const items = endpoints.map(
    ({ name, method, path, summary, deprecated }) => html`<li><code>${method}</code>
<a href="${groupPath(title)}#${name}"><code>${path}</code></a><p>${prose(summary)} ${deprecated && mark('deprecated')}</p></li>`,
  );
  return html`<ul class="list">${items}</ul>`;
}

function endpointSection(endpoint: EndpointShape, publicUrl: string): Html {
  const { name, method, path, summary, permission, params, query, body, response, csv, deprecated } = endpoint;
  const own = new Set<ErrorCode>(endpoint.errors);
  const usual = errorsOf(endpoint).filter((code) => !own.has(code));
  return html`<section class="endpoint" id="${name}">
<h2><a href="#${name}">${method} ${path}</a> ${deprecated && mark('deprecated')}</h2>
<p>${prose(summary)}.</p>
<dl class="facts"><dt>Who</dt><dd>${peopleWith(permission)}</dd>${keysWith(permission)}
<dt>Success</dt><dd>${endpoint.status ?? 200}${csv && html`, as CSV too with <code>?format=csv</code>`}</dd>
${deprecated && html`<dt>Until</dt><dd>${deprecated.sunset}, see <a href="${deprecated.link}">what to do instead</a></dd>`}</dl>
${fieldTable('Path', params)}${fieldTable('Query', query)}${fieldTable('Body', body)}
<h3>Request</h3><pre><code>${curlOf(endpoint, publicUrl)}</code></pre>
<h3>Answer</h3><pre><code>${answerText(endpoint, publicUrl)}</code></pre>
${fieldTable('Data', response, true)}
<h3>Errors</h3>${own.size > 0 ? html`<p>${errorLinks([...own])}</p>` : undefined}
<p class="muted">As everywhere: ${errorLinks(usual)}</p>
</section>`;
}

function answerText(endpoint: EndpointShape, publicUrl: string): string {
  return endpoint.kind === 'stream' ? exampleEventOf(endpoint) : jsonText(exampleAnswerOf(endpoint, publicUrl));
}

function errorLinks(codes: readonly ErrorCode[]): Html[] {
  return codes.map((code) => html`<a href="/docs/errors#${code}"><code>${code}</code></a> `);
}

/** A sentence of the contract, in which names stand in backticks. */
function prose(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));
}

const mark = (text: string) => html`<span class="mark">${text}</span>`;

function peopleWith(permission: Access): string {
  if (permission === 'public') return 'anybody, without a credential';
  if (permissions[permission] === 'viewer') return 'every member';
  return roles.filter((role) => roleHas(role, permission)).join(', ');
}

function keysWith(permission: Access): Html | undefined {
  if (permission === 'public') return undefined;
  const scopes = organizationKeyScopes.filter((scope) => scopesHave([scope], permission));
  const names = [
    ...(scopesHave(['site'], permission) ? ['site keys'] : []),
    ...(scopes.length > 0 ? [`organization keys with ${scopes.join(' or ')}`] : []),
  ];
  return html`<dt>Keys</dt><dd>${names.join(', ') || 'none'}</dd>`;
}

/** A table of fields under its title; a long one is folded. */
function fieldTable(title: string, schema: TSchema | undefined, isFolded = false): Html | undefined {
  const fields = schema ? fieldsOf(schema) : [];
  if (fields.length === 0) return undefined;
  if (!isFolded && fields.length <= foldedFrom) return html`<h3>${title}</h3>${tableOf(fields)}`;
  return html`<details><summary>${title}: ${fields.length} fields</summary>${tableOf(fields)}</details>`;
}

function tableOf(fields: readonly Field[]): Html {
  return html`<table><thead><tr><th>name</th><th>type</th><th>note</th></tr></thead><tbody>${fields.map(
    ({ name, type, isRequired, note }) =>
      html`<tr><td><code>${name}</code>${isRequired ? undefined : html` <span class="muted">optional</span>`}</td><td>${type}</td><td>${prose(note)}</td></tr>`,
  )}</tbody></table>`;
}
