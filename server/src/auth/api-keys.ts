import { createHash } from 'node:crypto';
import type * as contract from '@patchlight/contract/api-keys';
import type { BodyOf, QueryOf, ResponseOf } from '@patchlight/contract/endpoint';
import { type KeyScope, roleHas } from '@patchlight/contract/roles';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Actor, type Ctx, inScope, inTransaction, isInScope, type Scope, type TxCtx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { forbidden, invalid, notFound, OperationError, requireName } from '../errors.ts';
import { newId } from '../ids.ts';
import { newKey } from './key-format.ts';

export const keysPerSite = 20;

export interface NewKey {
  readonly organizationId: number;
  readonly site: { readonly id: number; readonly uuid: string } | null;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt?: string | Date | undefined;
}

/** Makes a key and returns its text, which is kept nowhere: only its hash and first characters are stored. */
export async function insertKey(tx: TxCtx, input: NewKey): Promise<{ uuid: string; secret: string }> {
  const name = requireName(input.name);
  const secret = newKey(input.site === null ? 'org' : 'site');
  const uuid = newId();
  await tx.db
    .insertInto('api_keys')
    .values({
      uuid,
      organization_id: input.organizationId,
      site_id: input.site?.id ?? null,
      name,
      prefix: secret.slice(0, 12),
      key_hash: hashOf(secret),
      scopes: [...input.scopes],
      created_by: tx.actor.type === 'user' ? tx.actor.id : null,
      created_at: tx.now(),
      expires_at: input.expiresAt ?? null,
    })
    .execute();
  await audit(tx, 'api_key.created', {
    organizationId: input.organizationId,
    ...(input.site && { siteId: input.site.id }),
    target: { type: 'api_key', id: uuid },
    after: { name, scopes: input.scopes, site_id: input.site?.uuid ?? null },
  });
  return { uuid, secret };
}

export async function createApiKey(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createApiKey> },
): Promise<ResponseOf<typeof contract.createApiKey>> {
  if (body.expires_at !== undefined && new Date(body.expires_at) <= ctx.now())
    throw invalid('/expires_at', 'out_of_range', 'Must be in the future.');
  const owner = body.type === 'site' ? await ownerSite(ctx, body) : await ownerOrganization(ctx, body);
  const scopes: readonly KeyScope[] = owner.site === null ? (body.scopes ?? ['read']) : ['site'];
  return inTransaction(ctx, async (tx) => {
    await refuseTooMany(tx, owner);
    const { uuid, secret } = await insertKey(tx, { ...owner, name: body.name, scopes, expiresAt: body.expires_at });
    return { key: await readKey(tx.db, uuid), api_key: secret };
  });
}

/** Refuses one more key where as many live ones are there as may be; one past its end is none. */
export async function refuseTooMany(
  tx: TxCtx,
  { organizationId, site }: Omit<NewKey, 'name' | 'scopes'>,
): Promise<void> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from api_keys where organization_id = ${organizationId}
    and site_id is not distinct from ${site?.id ?? null} and revoked_at is null
    and (expires_at is null or expires_at > ${tx.now()})`.execute(tx.db);
  if ((rows[0]?.count ?? 0) >= keysPerSite)
    throw new OperationError('quota_exceeded', { message: `At most ${keysPerSite} live keys. Revoke one first.` });
}

/** A key that is known to be there, as the contract has it. */
export async function readKey(db: Ctx['db'], uuid: string): Promise<contract.ApiKey> {
  const { rows } = await sql<contract.ApiKey>`select ${columns} ${from} where k.uuid = ${uuid}`.execute(db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

async function ownerSite(ctx: Ctx, body: BodyOf<typeof contract.createApiKey>) {
  if (body.site_id === undefined) throw invalid('/site_id', 'required', 'Name the site that the key is for.');
  if (body.scopes !== undefined) throw invalid('/scopes', 'not_allowed', 'A site key has no scopes.');
  const site = await ctx.db
    .selectFrom('sites')
    .select(['id', 'uuid', 'organization_id'])
    .where('uuid', '=', body.site_id)
    .where('is_deleted', '=', false)
    .where(inScope(ctx.visibleOrganizationIds, 'organization_id'))
    .executeTakeFirst();
  if (site === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, site.organization_id)) throw forbidden();
  return { organizationId: site.organization_id, site: { id: site.id, uuid: site.uuid } };
}

async function ownerOrganization(ctx: Ctx, body: BodyOf<typeof contract.createApiKey>) {
  if (body.organization_id === undefined)
    throw invalid('/organization_id', 'required', 'Name the organization that the key is for.');
  const organization = await ctx.db
    .selectFrom('organizations')
    .select('id')
    .where('uuid', '=', body.organization_id)
    .where('is_deleted', '=', false)
    .where(inScope(ctx.visibleOrganizationIds, 'id'))
    .executeTakeFirst();
  if (organization === undefined) throw notFound();
  refuseUnlessAdmin(ctx.actor, organization.id);
  return { organizationId: organization.id, site: null };
}

/** Organization keys reach further than their maker's sites, so they are an administrator's to make and to revoke. */
function refuseUnlessAdmin(actor: Actor, organizationId: number): void {
  if (actor.type === 'user' && actor.isSuperuser) return;
  const role =
    actor.type === 'user' ? actor.memberships.find((each) => each.organizationId === organizationId)?.role : undefined;
  if (role === undefined || !roleHas(role, 'organization_keys:write')) throw forbidden();
}

const columns = sql`k.uuid as id, k.name, case when k.site_id is null then 'organization' else 'site' end as type,
    o.uuid as organization_id, s.uuid as site_id, k.scopes, k.prefix, k.created_at, k.last_used_at, k.expires_at, k.revoked_at`;
const from = sql`from api_keys k join organizations o on o.id = k.organization_id
  left join sites s on s.organization_id = k.organization_id and s.id = k.site_id`;

export async function listApiKeys(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listApiKeys>; page: PageRequest },
): Promise<Page<contract.ApiKey>> {
  const where = sql`not o.is_deleted and ${inScope(ctx.organizationIds, 'k.organization_id')}
    and ${query.organization_id === undefined ? sql`true` : sql`o.uuid = ${query.organization_id}`}
    and ${query.site_id === undefined ? sql`true` : sql`s.uuid = ${query.site_id}`}`;
  return selectPage(ctx.db, {
    select: sql`select ${columns}, k.id as _id ${from} where ${where}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'created_at' }],
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
}

/** Ends a key for good. `forget` clears it from this process's memory, so that the next request is refused here at once. */
export async function revokeApiKey(
  ctx: Ctx,
  { params }: { params: { key_id: string } },
  forget: (uuid: string) => void,
): Promise<void> {
  const key = await requireKey(ctx, params.key_id);
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('api_keys')
      .set({ revoked_at: sql`coalesce(revoked_at, ${tx.now()})` })
      .where('organization_id', '=', key.organization_id)
      .where('id', '=', key.id)
      .execute();
    await audit(tx, 'api_key.revoked', {
      organizationId: key.organization_id,
      ...(key.site_id !== null && { siteId: key.site_id }),
      target: { type: 'api_key', id: key.uuid },
      before: { name: key.name },
    });
  });
  forget(key.uuid);
}

/** The key of this id: a 404 where the caller may not look, a 403 where he may look but not change it. */
export async function requireKey(ctx: Ctx, uuid: string) {
  const key = await findKey(ctx.db, ctx.visibleOrganizationIds, uuid);
  if (key === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, key.organization_id)) throw forbidden();
  if (key.site_id === null) refuseUnlessAdmin(ctx.actor, key.organization_id);
  return key;
}

/** True when the key is there and within the scope. */
export async function seesKey(db: Ctx['db'], scope: Scope, uuid: string): Promise<boolean> {
  return (await findKey(db, scope, uuid)) !== undefined;
}

function findKey(db: Ctx['db'], scope: Scope, uuid: string) {
  return db
    .selectFrom('api_keys')
    .select(['id', 'uuid', 'organization_id', 'site_id', 'name'])
    .where('uuid', '=', uuid)
    .where(inScope(scope, 'organization_id'))
    .executeTakeFirst();
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
