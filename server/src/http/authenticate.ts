import type { FastifyRequest } from 'fastify';
import type { Actor } from '../context.ts';
import { OperationError } from '../errors.ts';
import { networkOf } from './network.ts';

/** How credentials become actors; given by the application, so that this layer knows no feature. */
export interface CredentialLookup {
  userOfToken(token: string): Promise<Actor>;
  /** Given only what begins like a key. */
  actorOfKey(key: string, use: { source: string; requestId: string }): Promise<Actor>;
}

/** The caller of a request: anonymous without credential, otherwise whoever the one credential stands for. */
export async function authenticate(request: FastifyRequest, lookup: CredentialLookup): Promise<Actor> {
  const credential = credentialOf(request);
  if (credential === undefined) return { type: 'anonymous' };
  if (!credential.startsWith('pl_')) return lookup.userOfToken(credential);
  return lookup.actorOfKey(credential, { source: networkOf(request.ip), requestId: request.id });
}

/** The one credential of a request, as it was sent; two different ones are refused. */
export function credentialOf(request: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  for (const header of ['authorization', 'x-api-key'])
    if (countHeader(request, header) > 1) throw new OperationError('ambiguous_credentials');
  const bearer = authorization === undefined ? undefined : bearerOf(authorization);
  const key = Array.isArray(apiKey) ? apiKey.join() : apiKey;
  if (bearer !== undefined && key !== undefined && bearer !== key) throw new OperationError('ambiguous_credentials');
  return bearer ?? key;
}

// Node keeps the first of two Authorization headers, joins the others with a comma, and says nothing.
function countHeader({ raw: { rawHeaders } }: FastifyRequest, header: string): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header).length;
}

function bearerOf(header: string): string {
  const match = /^Bearer +(\S+)$/i.exec(header);
  if (match?.[1] === undefined)
    throw new OperationError('unauthenticated', { message: 'The Authorization header must be "Bearer <token>".' });
  return match[1];
}
