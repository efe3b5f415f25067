import { sql } from 'kysely';
import { revokeApiKey } from '../src/auth/api-keys.ts';
import type { Ctx } from '../src/context.ts';
import {
  makeOrganization,
  makeOrganizationKey,
  makePerson,
  makeSite,
  type OrganizationRow,
  type Person,
  type SiteRow,
} from './factories.ts';

/** Text that stands only in Charlie's organization, and in no answer to anybody else. */
export const canary = 'canary';

/**
 * The people and programs that every test knows: Alice (administrator), Dev (developer) and Vic (viewer) of one
 * organization, Sam (superuser), and Charlie, administrator of his own.
 */
export interface Cast {
  readonly home: OrganizationRow;
  readonly alice: Person;
  readonly dev: Person;
  readonly vic: Person;
  readonly sam: Person;
  readonly charlie: Person;
  readonly site: SiteRow;
  readonly second: SiteRow;
  readonly keys: Readonly<Record<'read' | 'report' | 'write' | 'revoked', { uuid: string; secret: string }>>;
  readonly away: OrganizationRow;
  readonly awaySite: SiteRow;
  readonly awayKey: { uuid: string; secret: string };
}

export async function makeCast(ctx: Ctx): Promise<Cast> {
  const home = await makeOrganization(ctx, 'Home');
  const away = await makeOrganization(ctx, `Away ${canary}`);
  const key = (scope: 'read' | 'report' | 'write') => makeOrganizationKey(ctx, home, [scope]);
  const revoked = await makeOrganizationKey(ctx, home, ['read', 'report', 'write']);
  const sam = await makePerson(ctx, home, 'Sam', 'superuser');
  const asSam: Ctx = { ...ctx, actor: { type: 'user', ...sam, name: 'Sam', isSuperuser: true, memberships: [] } };
  await revokeApiKey(asSam, { params: { key_id: revoked.uuid } }, () => undefined);
  return {
    home,
    alice: await makePerson(ctx, home, 'Alice', 'organization_admin'),
    dev: await makePerson(ctx, home, 'Dev', 'developer'),
    vic: await makePerson(ctx, home, 'Vic', 'viewer'),
    sam,
    charlie: await makePerson(ctx, away, `Charlie ${canary}`, 'organization_admin'),
    site: await makeSite(ctx, home, { name: 'Shop' }),
    second: await makeSite(ctx, home, { name: 'Blog' }),
    keys: { read: await key('read'), report: await key('report'), write: await key('write'), revoked },
    away,
    awaySite: await makeSite(ctx, away, { name: `Forum ${canary}`, url: `https://${canary}.example.org` }),
    awayKey: await makeOrganizationKey(ctx, away, ['write']),
  };
}

/** Ends a person's rights in one way or another, behind the back of every operation. */
export async function changePerson(
  ctx: Ctx,
  person: Person,
  change: 'deleted' | 'inactive' | 'demoted',
): Promise<void> {
  if (change === 'demoted')
    await sql`with own as (update users set role = 'viewer' where id = ${person.id} returning id)
      update memberships set role = 'viewer' where user_id in (select id from own)`.execute(ctx.db);
  else if (change === 'deleted')
    await sql`update users set is_deleted = true, is_active = false where id = ${person.id}`.execute(ctx.db);
  else await sql`update users set is_active = false where id = ${person.id}`.execute(ctx.db);
}
