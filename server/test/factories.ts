import type { Organization } from '@patchlight/contract/organizations';
import type { KeyScope, Role } from '@patchlight/contract/roles';
import { insertKey } from '../src/auth/api-keys.ts';
import { type Ctx, inTransaction } from '../src/context.ts';
import { newId } from '../src/ids.ts';
import { insertOrganization } from '../src/organizations/write-organization.ts';
import { createSite } from '../src/sites/write-site.ts';
import { insertUser } from '../src/users/users.ts';

export interface OrganizationRow {
  readonly id: number;
  readonly uuid: string;
  readonly view: Organization;
}

export interface Person {
  readonly id: number;
  readonly uuid: string;
  readonly email: string;
  readonly role: Role;
  /** A session without end, so that the clock may go where it likes. */
  readonly sessionId: string;
}

export interface SiteRow {
  readonly id: number;
  readonly uuid: string;
  readonly organization: OrganizationRow;
  /** The key that was shown once. */
  readonly key: string;
}

/** Everybody's password. */
export const password = 'staple horse battery correct';
// Of the least cost: thousands of sign-ins of tests would keep the machine busy for a minute otherwise.
const hashedPassword = '$2b$04$2tZQ5nTwpw8SVwCxkit3g.a3eHcPwqeXZ0T5GssOuEC6ceJTq9udq';
let made = 0;

export async function makeOrganization(ctx: Ctx, name: string): Promise<OrganizationRow> {
  const { id, organization } = await inTransaction(ctx, (tx) => insertOrganization(tx, { name }));
  return { id, uuid: organization.id, view: organization };
}

export async function makePerson(ctx: Ctx, home: OrganizationRow, name: string, role: Role): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  const user = await inTransaction(ctx, (tx) =>
    insertUser(tx, { name, email, hashedPassword, role, organizationId: home.id }),
  );
  return { ...user, email, role, sessionId: await makeSession(ctx, user.id) };
}

/** A session that ends with its person only. */
export async function makeSession(ctx: Ctx, userId: number): Promise<string> {
  const uuid = newId();
  await ctx.db
    .insertInto('sessions')
    .values({
      uuid,
      user_id: userId,
      token_version: 0,
      created_at: ctx.now(),
      last_used_at: ctx.now(),
      expires_at: '9000-01-01T00:00:00Z',
    })
    .execute();
  return uuid;
}

export async function makeSite(
  ctx: Ctx,
  organization: OrganizationRow,
  { name = 'Site', url }: { name?: string; url?: string } = {},
): Promise<SiteRow> {
  made += 1;
  const { site, api_key } = await createSite(ctx, {
    body: { name, url: url ?? `https://site-${made}.example.org`, organization_id: organization.uuid },
  });
  const row = await ctx.db.selectFrom('sites').select('id').where('uuid', '=', site.id).executeTakeFirstOrThrow();
  return { id: row.id, uuid: site.id, organization, key: api_key };
}

export async function makeOrganizationKey(
  ctx: Ctx,
  organization: OrganizationRow,
  scopes: readonly KeyScope[],
): Promise<{ uuid: string; secret: string }> {
  return inTransaction(ctx, (tx) =>
    insertKey(tx, { organizationId: organization.id, site: null, name: `Key for ${scopes.join(' ')}`, scopes }),
  );
}

export type Releases = readonly { version: string; types?: readonly string[]; status?: string; date?: number }[];

/** A release history of final releases, newest first; a release may carry `Release type` terms. */
export function releaseHistory(
  project: string,
  releases: Releases,
  {
    branches,
    status = 'published',
    type = 'project_module',
  }: { branches?: string; status?: string; type?: string } = {},
): string {
  const supported = branches ?? [...new Set(releases.map(({ version }) => version.replace(/[^.]*$/, '')))].join(',');
  const items = releases.map(
    ({ version, types = [], status: published = 'published', date = 1_760_000_000 }) =>
      `<release><name>${project} ${version}</name><version>${version}</version><tag>${version}</tag><status>${published}</status>
      <release_link>https://www.drupal.org/project/${project}/releases/${version}</release_link>
      <download_link>https://ftp.drupal.org/files/projects/${project}-${version}.tar.gz</download_link><date>${date}</date>
      <terms>${types.map((value) => `<term><name>Release type</name><value>${value}</value></term>`).join('')}</terms>
      <security covered="1">Covered</security><core_compatibility>^10 || ^11</core_compatibility></release>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<project xmlns:dc="http://purl.org/dc/elements/1.1/"><title>The ${project}</title><short_name>${project}</short_name>
<dc:creator>x</dc:creator><type>${type}</type><supported_branches>${supported}</supported_branches>
<project_status>${status}</project_status><link>https://www.drupal.org/project/${project}</link>
<releases>${items.join('\n')}</releases></project>`;
}
