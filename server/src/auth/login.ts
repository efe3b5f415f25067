import type { getMe, login as loginEndpoint } from '@patchlight/contract/auth';
import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import { audit, platform } from '../audit/audit.ts';
import type { Denials } from '../audit/denials.ts';
import { type Actor, type Ctx, inTransaction } from '../context.ts';
import { OperationError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import { findActiveUser, normalEmail, viewUser } from '../users/users.ts';
import { isPassword } from './passwords.ts';
import { accessTokenSeconds, type Tokens } from './tokens.ts';

/** Signs in. An unknown address, a wrong password and a switched-off account get one answer, after the same work. */
export async function login(
  ctx: Ctx,
  { body, source }: { body: BodyOf<typeof loginEndpoint>; source: string },
  { tokens, telemetry, denials }: { tokens: Tokens; telemetry: Telemetry; denials: Denials },
): Promise<ResponseOf<typeof loginEndpoint>> {
  const found = await ctx.db
    .selectFrom('users')
    .select(['id', 'uuid', 'name', 'hashed_password', 'token_version', 'organization_id', 'role', 'is_active'])
    .where('email', '=', normalEmail(body.email))
    .where('is_deleted', '=', false)
    .executeTakeFirst();
  const matches = await isPassword(body.password, found?.hashed_password ?? null);
  telemetry.loginTried(matches && found?.is_active === true ? 'ok' : 'refused');
  if (!matches || found === undefined || !found.is_active) {
    await denials.signInRefused(ctx, source, found);
    throw new OperationError('invalid_credentials');
  }
  const actor: Actor = {
    type: 'user',
    id: found.id,
    uuid: found.uuid,
    name: found.name,
    isSuperuser: found.role === 'superuser',
    memberships: [],
  };
  await inTransaction({ ...ctx, actor }, async (tx) => {
    await tx.db.updateTable('users').set({ last_login: tx.now() }).where('id', '=', found.id).execute();
    await audit(tx, 'session.started', {
      organizationId: found.organization_id ?? platform,
      target: { type: 'user', id: found.uuid },
    });
  });
  return {
    access_token: tokens.sign({ userId: found.uuid, tokenVersion: found.token_version }),
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    user: await viewUser(ctx, found.uuid),
  };
}

/** The person behind an access token, as he is now: a role or account that changed counts at once. */
export async function userOfToken(db: Ctx['db'], tokens: Tokens, token: string): Promise<Actor> {
  const { userId, tokenVersion } = tokens.verify(token);
  const actor = await findActiveUser(db, userId, tokenVersion);
  if (actor === null) throw new OperationError('unauthenticated');
  return actor;
}

/** Who the caller is. */
export async function describeCaller(ctx: Ctx): Promise<ResponseOf<typeof getMe>> {
  const { actor } = ctx;
  if (actor.type === 'user') {
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
