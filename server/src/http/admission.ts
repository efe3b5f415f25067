import type { EndpointShape } from '@patchlight/contract/endpoint';
import { roleHas, scopesHave } from '@patchlight/contract/roles';
import type { FastifyRequest } from 'fastify';
import type { Actor, Scope } from '../context.ts';
import { OperationError } from '../errors.ts';
import { authenticate, type CredentialLookup } from './authenticate.ts';
import type { RateLimiter } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
}

/** Lets a request in or refuses it, before its body is read: who it is, how often, and the declared permission. */
export async function admit(
  request: FastifyRequest,
  endpoint: EndpointShape,
  services: { credentials: CredentialLookup; limiter: RateLimiter },
): Promise<void> {
  request.actor = { type: 'anonymous' };
  try {
    request.actor = await authenticate(request, services.credentials);
  } catch (error) {
    await services.limiter.take('source', request.ip);
    throw error;
  }
  const { actor } = request;
  if (actor.type === 'user') await services.limiter.take('person', actor.uuid);
  else if (actor.type === 'key') await services.limiter.take('key', actor.uuid);
  else await services.limiter.take('source', request.ip);
  if (endpoint.permission === 'public') return;
  if (actor.type === 'anonymous') throw new OperationError('unauthenticated');
  const scope = permittedScope(actor, endpoint);
  if (scope !== 'all' && scope.length === 0) throw new OperationError('forbidden');
}

/** The organizations in which the actor has the permission that the endpoint declares. */
export function permittedScope(actor: Actor, endpoint: EndpointShape): Scope {
  const { permission } = endpoint;
  if (permission === 'public') return [];
  if (actor.type === 'key') return scopesHave(actor.scopes, permission) ? [actor.organizationId] : [];
  if (actor.type !== 'user') return [];
  if (actor.isSuperuser) return 'all';
  const held = actor.memberships.filter(({ role }) => roleHas(role, permission));
  // A person without any organization still may see himself.
  return held.length === 0 && permission === 'self:read' ? [0] : held.map(({ organizationId }) => organizationId);
}

/** The organizations that the actor belongs to, whatever his role there. */
export function visibleScope(actor: Actor): Scope {
  if (actor.type === 'key') return [actor.organizationId];
  if (actor.type !== 'user') return [];
  return actor.isSuperuser ? 'all' : actor.memberships.map(({ organizationId }) => organizationId);
}
