import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { OperationError } from '../errors.ts';

/**
 * Collects a body as bytes, up to what its endpoint takes. One that comes in one piece, as a report does, is taken as it is:
 * a copy of each would double what the collector has to look after.
 */
export function collectBody(
  request: FastifyRequest,
  payload: IncomingMessage,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const limit = request.routeOptions.bodyLimit;
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > limit) {
    done(new OperationError('too_large'));
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const end = (error: Error | null, body?: Buffer) => {
    payload.off('data', onData).off('end', onEnd).off('error', onError);
    done(error, body);
  };
  const onData = (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) end(new OperationError('too_large'));
    else chunks.push(chunk);
  };
  const onEnd = () => {
    const [first] = chunks;
    if (!Number.isNaN(announced) && length !== announced) end(new OperationError('malformed_json'));
    else
      end(null, first !== undefined && chunks.length === 1 && isWhole(first) ? first : Buffer.concat(chunks, length));
  };
  const onError = () => end(new OperationError('validation_error', { message: 'The request is not readable.' }));
  payload.on('data', onData).on('end', onEnd).on('error', onError);
}

/** Not a view of a larger buffer, which may be written to again. */
function isWhole({ byteOffset, byteLength, buffer }: Buffer): boolean {
  return byteOffset === 0 && byteLength === buffer.byteLength;
}
