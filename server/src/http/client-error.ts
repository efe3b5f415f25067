import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errors } from '@patchlight/contract/errors';
import { OperationError } from '../errors.ts';
import { errorBodyOf } from './error-handler.ts';

interface ConnectionError extends Error {
  readonly code?: string;
}

/** Answers what never became a request, because it is not HTTP or did not arrive in time, with the usual error body. */
export function answerClientError(error: ConnectionError, socket: Socket, publicUrl: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const refusal = refusalOf(error);
    const { status } = errors[refusal.code];
    const body = JSON.stringify(errorBodyOf(refusal, publicUrl, randomUUID()));
    const retry = refusal.retryAfterSeconds === null ? '' : `Retry-After: ${refusal.retryAfterSeconds}\r\n`;
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${retry}Connection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

function refusalOf({ code }: ConnectionError): OperationError {
  // A sender tries again after a 503 and gives up after a 400: slow is not wrong.
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new OperationError('unavailable', {
      message: 'The request did not arrive in time. Try again.',
      retryAfterSeconds: 5,
    });
  const message =
    code === 'HPE_HEADER_OVERFLOW' ? 'The headers of the request are too long.' : 'The request is not readable.';
  return new OperationError('validation_error', { message });
}
