import type { EndpointShape } from '@patchlight/contract/endpoint';
import type { Envelope } from '@patchlight/contract/envelope';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page, Report } from '../db/page.ts';
import type { Cursors } from './cursor.ts';

type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/** A success with a status of its own, where one endpoint has several, or with headers of its own. */
export class Accepted<T> {
  readonly data: T;
  readonly status: number;
  readonly headers: AnswerHeaders;
  constructor(status: number, data: T, headers: AnswerHeaders = {}) {
    this.status = status;
    this.data = data;
    this.headers = headers;
  }
}

interface Reply {
  readonly endpoint: EndpointShape;
  readonly answer: unknown;
  readonly page: { readonly page: number; readonly perPage: number };
  /** The list as its cursor names it. */
  readonly list: () => string;
  readonly publicUrl: string;
  readonly cursors: Cursors;
}

/** Sends a success in the envelope. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answered: Reply): FastifyReply {
  const { endpoint, answer } = answered;
  const status = answer instanceof Accepted ? answer.status : (endpoint.status ?? 200);
  // A request may name a host of its own before the path; links keep to the configured one.
  const path = (request.raw.url ?? '').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const body = envelopeOf(answered, `${answered.publicUrl}${path}`);
  // Every answer is made for one caller, and that of a sign-in holds his token.
  return reply
    .code(status)
    .headers(answer instanceof Accepted ? answer.headers : {})
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

function envelopeOf(
  { endpoint, answer, page: { page, perPage }, list, cursors }: Reply,
  self: string,
): Envelope<unknown> {
  const links = { self, next: null, prev: null };
  if (endpoint.kind === 'none') return { data: null, meta: { page: 1, per_page: 1, total: 0 }, links };
  const data = answer instanceof Accepted ? answer.data : answer;
  if (endpoint.kind === 'one') return { data, meta: { page: 1, per_page: 1, total: 1 }, links };
  // A list operation returns a Page, that of a report a Report, which the binding's types hold them to.
  const { rows, total, next } = data as Page<unknown>;
  return {
    data: endpoint.kind === 'report' ? { summary: (data as Report<unknown, unknown>).summary, rows } : rows,
    meta: { page, per_page: perPage, total },
    links: {
      self,
      next: next === null ? null : pageLink(self, page + 1, cursors.write(next, page + 1, list())),
      prev: page > 1 ? pageLink(self, page - 1, null) : null,
    },
  };
}

function pageLink(self: string, page: number, cursor: string | null): string {
  const url = new URL(self);
  url.searchParams.delete('cursor');
  url.searchParams.set('page', String(page));
  if (cursor !== null) url.searchParams.set('cursor', cursor);
  return url.href;
}
