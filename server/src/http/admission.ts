import type { EndpointShape } from '@patchlight/contract/endpoint';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, type Scope, scopeOf } from '../context.ts';
import { OperationError } from '../errors.ts';
import { isUuid } from '../ids.ts';
import { authenticate, type CredentialLookup } from './authenticate.ts';
import { limitHeaders } from './error-handler.ts';
import type { RateLimiter } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
}

/** Whether the actor may look at what a path parameter names; given by the application for each name it knows. */
export type Sight = Readonly<Record<string, (actor: Actor, scope: Scope, id: string) => Promise<boolean>>>;

interface AdmissionServices {
  readonly credentials: CredentialLookup;
  readonly limiter: RateLimiter;
  readonly sight: Sight;
}

/** The organizations in which whoever sent the request may do so now, as it was let in some time ago. Throws where he may not any more. */
export async function readmit(
  request: FastifyRequest,
  endpoint: EndpointShape,
  { credentials }: Pick<AdmissionServices, 'credentials'>,
): Promise<Scope> {
  const actor = await authenticate(request, credentials);
  const scope = permittedScope(actor, endpoint);
  if (scope !== 'all' && scope.length === 0) throw new OperationError('forbidden');
  return scope;
}

/** Lets a request in or refuses it, before its body is read: who it is, how often, and the declared permission. */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: EndpointShape,
  services: AdmissionServices,
): Promise<void> {
  // Who signs in may still carry a token that has expired: nobody is asked who he is where nobody has to be anybody.
  if (endpoint.permission === 'public') return limitHeaders(reply, await services.limiter.take('source', request.ip));
  const actor = await authenticate(request, services.credentials);
  request.actor = actor;
  // A refusal counts for its address, where it is answered: error-handler.ts.
  if (actor.type !== 'user' && actor.type !== 'key') throw new OperationError('unauthenticated');
  limitHeaders(reply, await services.limiter.takeFor(limitOf[actor.type], actor.uuid, payerOf(actor)));
  if (actor.type === 'user' && actor.mustReplacePassword === true && endpoint.beforePasswordChange !== true)
    throw new OperationError('password_change_required');
  const scope = permittedScope(actor, endpoint);
  if (scope !== 'all' && scope.length === 0)
    throw new OperationError((await seesAll(request, services.sight)) ? 'forbidden' : 'not_found');
}

const limitOf = { user: 'person', key: 'key' } as const;

// Who belongs to several organizations does not say for which of them he asks.
function payerOf(actor: Extract<Actor, { type: 'user' | 'key' }>): number | null {
  if (actor.type === 'key') return actor.organizationId;
  return actor.memberships.length === 1 ? (actor.memberships[0]?.organizationId ?? null) : null;
}

// A role too low on what is not there, or not one's own, is told what everybody else is told of it.
async function seesAll({ actor, params }: FastifyRequest, sight: Sight): Promise<boolean> {
  for (const [name, id] of Object.entries(params as Record<string, string>)) {
    const look = sight[name];
    if (look !== undefined && !(isUuid(id) && (await look(actor, visibleScope(actor), id)))) return false;
  }
  return true;
}

/** The organizations in which the actor has the permission that the endpoint declares. */
export function permittedScope(actor: Actor, endpoint: EndpointShape): Scope {
  const { permission } = endpoint;
  if (permission === 'public') return [];
  const scope = scopeOf(actor, permission);
  // A person without any organization still may see himself.
  return actor.type === 'user' && scope.length === 0 && permission === 'self:read' ? [0] : scope;
}

/** The organizations that the actor belongs to, whatever his role there. */
export function visibleScope(actor: Actor): Scope {
  if (actor.type === 'key') return [actor.organizationId];
  if (actor.type !== 'user') return [];
  return actor.isSuperuser ? 'all' : actor.memberships.map(({ organizationId }) => organizationId);
}
