import { STATUS_CODES } from 'node:http';
import type { ErrorBody } from '@patchlight/contract/envelope';
import { type ErrorCode, errors } from '@patchlight/contract/errors';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from '../db/failures.ts';
import { OperationError } from '../errors.ts';
import { RateLimited, type RateLimiter } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Told of every refusal on this route before it is answered. */
    refused?: (request: FastifyRequest, refusal: OperationError) => Promise<void>;
  }
}

/** Answers every failure with the error body of the contract, and tells nothing of what went wrong inside. */
export function handleErrors(app: FastifyInstance, publicUrl: () => string, limiter: RateLimiter): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const refusal = await countRefusal(limiter, request, reply, refusalOf(error));
    await request.routeOptions.config.refused?.(request, refusal);
    if (refusal.code === 'internal_error') request.log.error({ err: error, request_id: request.id }, 'request failed');
    return answerError(request, reply, refusal, publicUrl());
  });
  app.setNotFoundHandler(async (request, reply) => {
    const allowed = allowedMethods(app, request);
    if (allowed.length > 0) void reply.header('allow', allowed.join(', '));
    const refusal = new OperationError(allowed.length > 0 ? 'method_not_allowed' : 'not_found');
    return answerError(request, reply, await countRefusal(limiter, request, reply, refusal), publicUrl());
  });
}

/** Counts a refusal of somebody who looks for keys or paths; too many from one address become a 429. */
export async function countRefusal(
  limiter: RateLimiter,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: OperationError,
): Promise<OperationError> {
  const { status } = errors[refusal.code];
  if (status !== 401 && status !== 404 && status !== 405) return refusal;
  try {
    const taken = await limiter.take(refusal.code === 'invalid_key' ? 'badKey' : 'refused', request.ip);
    // A caller who was let in has been told of a limit of his own.
    if (!reply.hasHeader('ratelimit')) limitHeaders(reply, taken);
    return refusal;
  } catch (error) {
    if (error instanceof RateLimited) return error;
    throw error;
  }
}

/** Tells what is left of a limit. */
export function limitHeaders(reply: FastifyReply, headers: RateLimited['headers'] | null): void {
  if (headers === null) return;
  void reply.header('ratelimit-policy', headers.policy).header('ratelimit', headers.state);
}

export function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: OperationError,
  publicUrl: string,
): FastifyReply {
  const { status } = errors[refusal.code];
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="patchlight"');
  if (refusal instanceof RateLimited) limitHeaders(reply, refusal.headers);
  const retryAfter = refusal.retryAfterSeconds ?? (status === 503 ? 5 : null);
  if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
  return (
    reply
      .code(status)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      // As bytes: to text Fastify would add a charset, which this media type does not have.
      .send(Buffer.from(JSON.stringify(errorBodyOf(refusal, publicUrl, request.id))))
  );
}

export function errorBodyOf(
  { code, message, details }: OperationError,
  publicUrl: string,
  requestId: string,
): ErrorBody {
  const { status } = errors[code];
  return {
    status_code: status,
    error: code,
    message,
    details,
    timestamp: new Date().toISOString(),
    type: `${publicUrl}/docs/errors#${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    request_id: requestId,
  };
}

const ofFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_BAD_URL: 'not_found',
};

export function refusalOf(error: FastifyError): OperationError {
  if (error instanceof OperationError) return error;
  const code = ofFastify[error.code];
  if (code !== undefined) return new OperationError(code);
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500)
    return new OperationError('validation_error', { message: 'The request is not readable.' });
  const failure = failureOf(error);
  if (failure === 'unavailable' || failure === 'retry') return new OperationError('unavailable');
  if (failure === 'conflict') return new OperationError('conflict');
  return new OperationError('internal_error');
}

function allowedMethods(app: FastifyInstance, request: FastifyRequest): string[] {
  const path = request.url.split('?', 1)[0] ?? '';
  const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;
  return methods.filter((method) => method !== request.method && app.findRoute({ url: path, method }) !== null);
}
