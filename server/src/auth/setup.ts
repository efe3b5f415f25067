import { createHash, timingSafeEqual } from 'node:crypto';
import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import type { createFirstUser as createFirstUserEndpoint } from '@patchlight/contract/setup';
import { sql } from 'kysely';
import { type Ctx, inTransaction } from '../context.ts';
import { notFound } from '../errors.ts';
import { insertOrganization } from '../organizations/write-organization.ts';
import { insertUser, viewUser } from '../users/users.ts';
import { hashPassword, refuseWeakPassword } from './passwords.ts';

// Any constant: it only keeps two first users from being made at once.
const setupLock = 7_021_994;

/** Makes the first superuser and his organization. Once there is a user this is a 404, as is a wrong token. */
export async function createFirstUser(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof createFirstUserEndpoint> },
  token: string,
): Promise<ResponseOf<typeof createFirstUserEndpoint>> {
  if (!isSame(body.token, token) || !(await needsSetup(ctx.db))) throw notFound();
  refuseWeakPassword(body.password, [body.name, body.organization_name ?? '', body.email.split('@')[0] ?? '']);
  const hashedPassword = await hashPassword(body.password);
  const { organization, user } = await inTransaction(
    { ...ctx, actor: { type: 'system', name: 'setup' } },
    async (tx) => {
      await sql`select pg_advisory_xact_lock(${setupLock})`.execute(tx.db);
      if (!(await needsSetup(tx.db))) throw notFound();
      const made = await insertOrganization(tx, { name: body.organization_name ?? 'My organization' });
      const person = await insertUser(tx, {
        name: body.name,
        email: body.email,
        hashedPassword,
        role: 'superuser',
        organizationId: made.id,
      });
      return { organization: made.organization, user: person };
    },
  );
  return { organization, user: await viewUser(ctx, user.uuid) };
}

/** True while nobody can sign in. */
export async function needsSetup(db: Ctx['db']): Promise<boolean> {
  const user = await db.selectFrom('users').select('id').limit(1).executeTakeFirst();
  return user === undefined;
}

function isSame(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}
