import type { getMe, login as loginEndpoint } from '@patchlight/contract/auth';
import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import type { SignIn } from '@patchlight/contract/sessions';
import { audit, platform } from '../audit/audit.ts';
import type { Denials } from '../audit/denials.ts';
import { type Actor, type Ctx, inTransaction, type Person } from '../context.ts';
import { forbidden, OperationError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import { findActiveUser, normalEmail, viewUser } from '../users/users.ts';
import { isPassword } from './passwords.ts';
import { type Device, startSession } from './sessions.ts';
import { type AccessToken, accessTokenSeconds, type Tokens } from './tokens.ts';

interface SignInParts {
  readonly tokens: Tokens;
  readonly telemetry: Telemetry;
  readonly denials: Denials;
}

/** A sign-in with both of its tokens; the binding decides how the refresh token travels. */
export interface SignedIn {
  readonly answer: SignIn;
  readonly refreshToken: string;
}

/** Signs in. An unknown address, a wrong password and a switched-off account get one answer, after the same work. */
export async function login(
  ctx: Ctx,
  { body, device }: { body: BodyOf<typeof loginEndpoint>; device: Device },
  { tokens, telemetry, denials }: SignInParts,
): Promise<SignedIn> {
  const found = await ctx.db
    .selectFrom('users')
    .select(['id', 'uuid', 'name', 'hashed_password', 'token_version', 'organization_id', 'role', 'is_active'])
    .where('email', '=', normalEmail(body.email))
    .where('is_deleted', '=', false)
    .executeTakeFirst();
  const matches = await isPassword(body.password, found?.hashed_password ?? null);
  telemetry.loginTried(matches && found?.is_active === true ? 'ok' : 'refused');
  if (!matches || found === undefined || !found.is_active) {
    await denials.signInRefused(ctx, device.source, found);
    throw new OperationError('invalid_credentials');
  }
  const { id, uuid, name, role, token_version: tokenVersion } = found;
  const actor: Actor = { type: 'user', id, uuid, name, isSuperuser: role === 'superuser', memberships: [] };
  const session = await inTransaction({ ...ctx, actor }, async (tx) => {
    await tx.db.updateTable('users').set({ last_login: tx.now() }).where('id', '=', id).execute();
    const started = await startSession(tx, { user: { id, tokenVersion }, device });
    await audit(tx, 'session.started', {
      organizationId: found.organization_id ?? platform,
      target: { type: 'user', id: uuid },
      after: { session_id: started.sessionId },
    });
    return started;
  });
  const answer = await signInAnswer(ctx, tokens, { userId: uuid, tokenVersion, sessionId: session.sessionId });
  return { answer, refreshToken: session.refreshToken };
}

/** A new access token, and whose it is. */
export async function signInAnswer(ctx: Pick<Ctx, 'db'>, tokens: Tokens, token: AccessToken): Promise<SignIn> {
  return {
    access_token: tokens.sign(token),
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    user: await viewUser(ctx, token.userId),
  };
}

/** The person behind an access token, as he is now: a role, account or session that changed counts at once. */
export async function userOfToken(db: Ctx['db'], tokens: Tokens, token: string, now: Date): Promise<Person> {
  const actor = await findActiveUser(db, tokens.verify(token), now);
  if (actor === null) throw new OperationError('unauthenticated');
  return actor;
}

/** Who the caller is. */
export async function describeCaller(ctx: Ctx): Promise<ResponseOf<typeof getMe>> {
  const { actor } = ctx;
  if (actor.type === 'user') {
    if (!actor.isSuperuser && actor.memberships.length === 0)
      throw forbidden('Your organization is switched off or was deleted.');
    const user = await viewUser(ctx, actor.uuid);
    return { type: 'user', user, key: null, site: null, organization: user.organization };
  }
  if (actor.type !== 'key') throw new OperationError('unauthenticated');
  const organization = await ctx.db
    .selectFrom('organizations')
    .select(['uuid as id', 'name'])
    .where('id', '=', actor.organizationId)
    .executeTakeFirstOrThrow();
  const key = { id: actor.uuid, name: actor.name, scopes: [...actor.scopes] };
  if (actor.site === null) return { type: 'organization_key', user: null, key, site: null, organization };
  const site = await ctx.db
    .selectFrom('sites')
    .select(['uuid as id', 'name', 'url'])
    .where('organization_id', '=', actor.organizationId)
    .where('id', '=', actor.site.id)
    .executeTakeFirstOrThrow();
  return { type: 'site_key', user: null, key, site, organization };
}
