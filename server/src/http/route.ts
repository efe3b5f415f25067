import type { IncomingHttpHeaders } from 'node:http';
import { takesIdempotencyKey } from '@patchlight/contract/address';
import { checkOf } from '@patchlight/contract/check';
import { problemOf } from '@patchlight/contract/deprecation';
import type { BodyOf, EndpointShape, ParamsOf, QueryOf, ResponseOf } from '@patchlight/contract/endpoint';
import type { ErrorCode } from '@patchlight/contract/errors';
import { permissions } from '@patchlight/contract/roles';
import { reportLimits } from '@patchlight/contract/site-report';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import type { Ctx, Log, Scope } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { Page, PageRequest, Report } from '../db/page.ts';
import type { Use } from '../db/scoped-driver.ts';
import type { OperationError } from '../errors.ts';
import { admit, permittedScope, readmit, type Sight, visibleScope } from './admission.ts';
import { type Accepted, sendAnswer } from './answer.ts';
import type { CredentialLookup } from './authenticate.ts';
import { bytesOf, checkMediaType } from './body.ts';
import { columnsOf, onlyPage, sendCsv, wantsCsv } from './csv.ts';
import type { Cursors } from './cursor.ts';
import type { Deadline } from './deadline.ts';
import { deprecationHeaders } from './deprecation.ts';
import { beatEveryMs, type EventSource, sendEvents } from './event-stream.ts';
import type { Idempotency } from './idempotency.ts';
import type { RateLimiter } from './rate-limit.ts';
import { checkSignature } from './signature.ts';
import { parseStrictJson } from './strict-json.ts';
import { nulProblems, parseQuery, refuse } from './validate.ts';

export interface RouteServices {
  readonly scoped: (scope: Scope, use?: Use) => Db;
  readonly log: Log;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly limiter: RateLimiter;
  readonly sight: Sight;
  readonly cursors: Cursors;
  readonly idempotency: Idempotency;
  readonly deadline: Pick<Deadline, 'watch' | 'forget'>;
  readonly publicUrl: () => string;
  /** Of a stream of events, where that is not the usual. */
  readonly beatMs?: number | undefined;
  /** Told of every refusal on any endpoint; a failure of its own is only logged. */
  readonly refused: (ctx: Ctx, refusal: { code: ErrorCode; endpoint: string; source: string }) => Promise<void>;
}

/** What an operation is given: checked parameters, and for a list where it starts. */
export interface Input<E extends EndpointShape> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: E extends { rawBody: true } ? Buffer : BodyOf<E>;
  readonly page: PageRequest;
  readonly source: string;
  readonly headers: IncomingHttpHeaders;
  readonly idempotencyKey: string | undefined;
}

type Answer<E extends EndpointShape> = E['kind'] extends 'list'
  ? Page<ResponseOf<E> extends readonly (infer T)[] ? T : never>
  : E['kind'] extends 'report'
    ? ResponseOf<E> extends { rows: readonly (infer T)[]; summary: infer S }
      ? Report<T, S>
      : never
    : E['kind'] extends 'none'
      ? // biome-ignore lint/suspicious/noConfusingVoidType: what an operation without an answer returns
        void | Accepted<null>
      : E['kind'] extends 'stream'
        ? EventSource<ResponseOf<E>>
        : ResponseOf<E> | Accepted<ResponseOf<E>>;

export type Route = <E extends EndpointShape>(
  endpoint: E,
  operation: (ctx: Ctx, input: Input<E>) => Promise<Answer<E>>,
  options?: RouteOptions,
) => void;

export interface RouteOptions {
  /**
   * Told of every refusal of a request whose path is valid, whoever sent it, with what its path and its query name; a
   * failure of its own is only logged.
   */
  readonly refused?: (ctx: Ctx, named: Record<string, unknown>, refusal: OperationError) => Promise<void>;
  /** The sender may sign the body; where he does, the signature must be right. */
  readonly signed?: true;
}

const bodyDepth = reportLimits.depth;

/**
 * Gives the one way to bind an endpoint of the contract to an operation: authenticates, limits, checks the declared
 * permission, validates, builds the context, and wraps the answer. Throws at start for an endpoint that declares no
 * known permission or ends too soon after its deprecation; `bound` collects the names, so that the application can refuse to start with one missing.
 */
export function createRoute(app: FastifyInstance, services: RouteServices, bound: Set<string>): Route {
  return (endpoint, operation, { refused, signed } = {}) => {
    if (endpoint.permission !== 'public' && !Object.hasOwn(permissions, endpoint.permission))
      throw new Error(`The endpoint ${endpoint.name} declares no permission.`);
    bound.add(endpoint.name);
    const read = readerOf(endpoint, services);
    const columns = endpoint.csv !== undefined ? columnsOf(endpoint) : undefined;
    const repeatable = takesIdempotencyKey(endpoint);
    // Whoever changes something else may have to wait for it: to be told nothing of an upload that is done is worse.
    const isUrgent = endpoint.method === 'GET' || endpoint.permission === 'inventory:write';
    app.route({
      method: endpoint.method,
      url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: endpoint.bodyBytes ?? reportLimits.wireBytes,
      config: { refused: refusalTeller(endpoint, services, refused), ...headersOf(endpoint, services) },
      onRequest: async (request, reply) => {
        if (isUrgent) services.deadline.watch(request, reply);
        await admit(request, reply, endpoint, services);
      },
      onResponse: (_request, reply, done) => {
        services.deadline.forget(reply);
        done();
      },
      handler: async (request, reply) => {
        if (signed) checkSignature(request, services.now());
        const ctx = contextOf(request, endpoint, services);
        const input = await read(request, ctx);
        if (columns !== undefined && wantsCsv(request, input.query)) {
          const answerAt = (page: PageRequest) => operation(ctx, { ...input, page } as Input<typeof endpoint>);
          // The operation of a list or a report returns a Page, which the binding's types hold it to.
          const pageAt =
            endpoint.kind === 'one'
              ? async (page: PageRequest) => onlyPage(endpoint, (await answerAt(page)) as Record<string, unknown>)
              : (answerAt as (page: PageRequest) => Promise<Page<object>>);
          return sendCsv(request, reply, { endpoint, columns, pageAt, today: services.now() });
        }
        // The contract types the input and the answer; the checks just made hold them to it.
        const perform = (by: Ctx): Promise<unknown> => operation(by, input as Input<typeof endpoint>);
        const answer = repeatable
          ? await services.idempotency.perform(ctx, { endpoint, input, reply }, perform)
          : await perform(ctx);
        // Whoever asked was told that it takes too long.
        if (reply.sent) {
          if (endpoint.kind === 'stream') (answer as EventSource<unknown>).close();
          return reply;
        }
        if (endpoint.kind === 'stream')
          return sendEvents(request, reply, {
            // Which the binding's types hold the operation to.
            source: answer as EventSource<unknown>,
            readmit: () => readmit(request, endpoint, services),
            beatMs: services.beatMs ?? beatEveryMs,
          });
        return sendAnswer(request, reply, {
          endpoint,
          answer,
          page: input.page,
          list: () => listName(endpoint, input.query, ctx),
          publicUrl: services.publicUrl(),
          cursors: services.cursors,
        });
      },
    });
  };
}

function headersOf({ name, deprecated }: EndpointShape, { publicUrl }: RouteServices): FastifyContextConfig {
  if (deprecated === undefined) return {};
  const problem = problemOf(deprecated);
  if (problem !== null) throw new Error(`The endpoint ${name} is deprecated wrongly: ${problem}`);
  return { headers: () => deprecationHeaders(deprecated, publicUrl()) };
}

function refusalTeller(endpoint: EndpointShape, services: RouteServices, refused: RouteOptions['refused']) {
  const check = endpoint.params && checkOf(endpoint.params);
  const checkQuery = endpoint.query && checkOf(endpoint.query);
  const queryOf = (request: FastifyRequest): Record<string, unknown> => {
    try {
      const query = parseQuery(searchOf(request), endpoint.query);
      return (checkQuery?.(query) ?? []).length === 0 ? query : {};
    } catch {
      return {};
    }
  };
  return async (request: FastifyRequest, refusal: OperationError): Promise<void> => {
    const ctx = contextOf(request, endpoint, services);
    const { code } = refusal;
    try {
      await services.refused(ctx, { code, endpoint: endpoint.name, source: request.ip });
      if (refused !== undefined && (check?.(request.params) ?? []).length === 0)
        await refused(ctx, { ...queryOf(request), ...(request.params as Record<string, unknown>) }, refusal);
    } catch (error) {
      services.log.warn({ err: error, request_id: request.id }, 'refusal not noted');
    }
  };
}

function contextOf(request: FastifyRequest, endpoint: EndpointShape, services: RouteServices): Ctx {
  return {
    db: services.scoped(visibleScope(request.actor), endpoint.method === 'GET' ? 'reads' : undefined),
    log: services.log,
    now: services.now,
    actor: request.actor,
    organizationIds: permittedScope(request.actor, endpoint),
    visibleOrganizationIds: visibleScope(request.actor),
    requestId: request.id,
  };
}

interface AnyInput {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly page: PageRequest;
  readonly source: string;
  readonly headers: IncomingHttpHeaders;
  readonly idempotencyKey: string | undefined;
}

function readerOf(
  endpoint: EndpointShape,
  services: RouteServices,
): (request: FastifyRequest, ctx: Ctx) => Promise<AnyInput> {
  const checkParams = endpoint.params && checkOf(endpoint.params, 'path/');
  const checkQuery = endpoint.query && checkOf(endpoint.query, 'query/');
  const checkBody = endpoint.body && endpoint.rawBody !== true ? checkOf(endpoint.body) : undefined;
  return async (request, ctx) => {
    const query = parseQuery(searchOf(request), endpoint.query);
    refuse([...(checkParams?.(request.params) ?? []), ...nulProblems(request.params), ...(checkQuery?.(query) ?? [])]);
    checkMediaType(request, endpoint.mediaType);
    const bytes = endpoint.body ? await bytesOf(request, endpoint.bodyBytes) : Buffer.alloc(0);
    const isEmpty = endpoint.bodyOptional === true && bytes.length === 0;
    const json = () => (isEmpty ? {} : parseStrictJson(bytes, bodyDepth));
    const body = endpoint.body && endpoint.rawBody !== true ? json() : bytes;
    refuse(checkBody?.(body) ?? []);
    const key = request.headers['idempotency-key'];
    return {
      params: request.params as Record<string, unknown>,
      query,
      body,
      page: pageOf(query, endpoint, services, ctx),
      source: request.ip,
      headers: request.headers,
      idempotencyKey: Array.isArray(key) ? key[0] : key,
    };
  };
}

function searchOf(request: FastifyRequest): string {
  const mark = request.raw.url?.indexOf('?') ?? -1;
  return mark < 0 ? '' : (request.raw.url ?? '').slice(mark + 1);
}

function pageOf(
  query: Record<string, unknown>,
  endpoint: EndpointShape,
  services: RouteServices,
  ctx: Ctx,
): PageRequest {
  if (query.format === 'csv') return { page: 1, perPage: 25, after: null };
  const page = typeof query.page === 'number' ? query.page : 1;
  const perPage = typeof query.per_page === 'number' ? query.per_page : 25;
  const after =
    typeof query.cursor === 'string' ? services.cursors.read(query.cursor, page, listName(endpoint, query, ctx)) : null;
  return { page, perPage, after };
}

/** Names a list, its filters and its caller: what a cursor is bound to. */
function listName(endpoint: EndpointShape, query: Record<string, unknown>, ctx: Ctx): string {
  const { page: _page, cursor: _cursor, format: _format, ...filters } = query;
  return JSON.stringify([endpoint.name, Object.entries(filters).sort(), 'uuid' in ctx.actor ? ctx.actor.uuid : '']);
}
