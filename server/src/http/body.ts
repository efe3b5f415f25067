import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { reportLimits } from '@patchlight/contract/site-report';
import type { FastifyRequest } from 'fastify';
import { OperationError } from '../errors.ts';

const inflate = promisify(gunzip);

/** The bytes of a body, unpacked where they were sent as gzip. */
export async function bytesOf(request: FastifyRequest): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') throw new OperationError('unsupported_encoding');
  try {
    return await inflate(bytes, { maxOutputLength: reportLimits.inflatedBytes });
  } catch (error) {
    if (error instanceof RangeError) throw new OperationError('too_large');
    throw new OperationError('malformed_json', { message: 'The body is not readable as gzip.' });
  }
}
