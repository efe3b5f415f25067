import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { OperationError } from '../errors.ts';
import { credentialOf } from './authenticate.ts';

const ageSecondsMax = 300;
const shape = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/i;

/**
 * Checks the signature of a body where the sender gave one: `X-Signature: t=<unix seconds>,v1=<hex>` with the
 * HMAC-SHA256 of `<t>.<body as it came over the wire>` under the API key. One that is wrong, of another form, more than
 * five minutes off, or from somebody without a key is refused; without the header there is nothing to check.
 */
export function checkSignature(request: FastifyRequest, now: Date): void {
  const header = request.headers['x-signature'];
  if (header === undefined) return;
  const [, time = '', given = ''] = shape.exec(String(header)) ?? [];
  const key = credentialOf(request);
  if (time === '' || key === undefined || !key.startsWith('pl_')) throw refusal();
  if (Math.abs(now.getTime() / 1000 - Number(time)) > ageSecondsMax) throw refusal();
  const hmac = createHmac('sha256', key).update(`${time}.`);
  if (Buffer.isBuffer(request.body)) hmac.update(request.body);
  if (!timingSafeEqual(hmac.digest(), Buffer.from(given, 'hex'))) throw refusal();
}

function refusal(): OperationError {
  return new OperationError('invalid_key', {
    message: 'The signature of the body is not right, or more than five minutes off.',
  });
}
