import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { EndpointShape } from '@patchlight/contract/endpoint';
import { reportLimits } from '@patchlight/contract/site-report';
import type { FastifyRequest } from 'fastify';
import { OperationError } from '../errors.ts';

const inflate = promisify(gunzip);

/** Refuses a body of a type that the endpoint does not take. */
export function checkMediaType(request: FastifyRequest, expected: EndpointShape['mediaType']): void {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === undefined) return;
  const isXml = type === 'application/xml' || type === 'text/xml';
  if (isXml === (expected !== undefined)) return;
  const message = `Send the body as ${expected ?? 'application/json'}.`;
  throw new OperationError('unsupported_media_type', { message });
}

/** The bytes of a body, unpacked where they were sent as gzip. */
export async function bytesOf(
  request: FastifyRequest,
  maxOutputLength: number = reportLimits.inflatedBytes,
): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') throw new OperationError('unsupported_encoding');
  try {
    return await inflate(bytes, { maxOutputLength });
  } catch (error) {
    if (error instanceof RangeError) throw new OperationError('too_large');
    throw new OperationError('malformed_json', { message: 'The body is not readable as gzip.' });
  }
}
