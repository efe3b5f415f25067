import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { OperationError } from '../errors.ts';
import { answerClientError } from './client-error.ts';
import { collectBody } from './collect-body.ts';
import type { Drain } from './drain.ts';
import { answerError, countRefusal, handleErrors, refusalOf } from './error-handler.ts';
import type { RateLimiter } from './rate-limit.ts';
import { logRequests } from './request-log.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Headers of every answer of this route, errors too. */
    headers?: () => Readonly<Record<string, string>>;
  }
}

interface Options {
  readonly logger: FastifyBaseLogger;
  readonly trustedProxies: readonly string[];
  readonly publicUrl: () => string;
  readonly limiter: RateLimiter;
  readonly drain: Pick<Drain, 'hasBegun' | 'watch'>;
}

const requestTimeoutMs = 15_000;

/** The bare HTTP server: limits, request ids, headers, errors. Bodies reach the routes as bytes. */
export function createHttp({ logger, trustedProxies, publicUrl, limiter, drain }: Options): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    // A line of a request names its id itself; a logger of its own for each request would cost more than its lines.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    requestTimeout: requestTimeoutMs,
    // Node looks for slow requests every 30 s unless told otherwise, which would turn 15 s into 45.
    http: { connectionsCheckingInterval: 5_000, headersTimeout: requestTimeoutMs },
    keepAliveTimeout: 72_000,
    // The query is read by its schema in route.ts, where a repeated key is an error.
    routerOptions: {
      querystringParser: () => ({}),
      ignoreTrailingSlash: false,
      caseSensitive: true,
      maxParamLength: 256,
    },
    // Before a route is found there is no error handler, and before there is a request there is nothing at all.
    frameworkErrors: (error, request, reply) => {
      void reply.headers(headersOf(request.id, publicUrl()));
      void countRefusal(limiter, request, reply, refusalOf(error)).then((refusal) =>
        answerError(request, reply, refusal, publicUrl()),
      );
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, publicUrl()),
    // What comes on an open connection is answered, and is the last that comes on it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  drain.watch(app.server);
  app.removeAllContentTypeParsers();
  // Which of them an endpoint takes is looked at in route.ts.
  const types = ['application/json', 'application/xml', 'text/xml'];
  app.addContentTypeParser(types, collectBody);
  app.decorateRequest('actor');
  app.addHook('onRequest', async (request, reply) => {
    // A request may be refused, and the refusal noted, before anybody asks who sent it.
    request.actor = { type: 'anonymous' };
    reply.headers({ ...headersOf(request.id, publicUrl()), ...request.routeOptions.config.headers?.() });
    if (drain.hasBegun()) reply.header('connection', 'close');
    const version = request.headers['x-api-version'];
    if (version !== undefined && version !== '1' && request.url.startsWith('/api/'))
      throw new OperationError('unsupported_api_version');
  });
  logRequests(app);
  handleErrors(app, publicUrl, limiter);
  return app;
}

const yearSeconds = 31_536_000;

function headersOf(id: string, publicUrl: string) {
  return {
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': `max-age=${yearSeconds}` }),
    'x-api-version': '1',
    'x-request-id': id,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  };
}

/** A client's id is kept when it is short and plain: it goes into logs, headers and the audit record. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}
