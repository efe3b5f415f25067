import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/sites';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { insertKey } from '../auth/api-keys.ts';
import { type Ctx, inTransaction, isInScope, type TxCtx } from '../context.ts';
import { constraintOf } from '../db/failures.ts';
import { conflict, forbidden, invalid, OperationError, requireName } from '../errors.ts';
import { newId } from '../ids.ts';
import { requireOrganization } from '../organizations/organizations.ts';
import { lockSites } from './lock-sites.ts';
import type { Retag } from './retag.ts';
import { normalSiteUrl } from './site-url.ts';
import { getSite, requireSite } from './sites.ts';

export const sitesPerOrganization = 10_000;

export async function createSite(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createSite> },
): Promise<{ site: contract.Site; api_key: string }> {
  const organizationId = await organizationFor(ctx, body.organization_id);
  const site = {
    url: normalSiteUrl(body.url),
    name: requireName(body.name),
    description: body.description ?? null,
    environment: body.environment ?? 'production',
    tags: distinct(body.tags ?? []),
    expected_interval_hours: body.expected_interval_hours ?? 24,
  };
  return inTransaction(ctx, async (tx) => {
    await refuseTooManySites(tx, organizationId);
    const by = tx.actor.type === 'user' ? tx.actor.id : null;
    const row = await tx.db
      .insertInto('sites')
      .values({
        uuid: newId(),
        organization_id: organizationId,
        ...site,
        created_by: by,
        updated_by: by,
        created_at: tx.now(),
        updated_at: tx.now(),
      })
      .returning(['id', 'uuid'])
      .executeTakeFirstOrThrow()
      .catch(refuseKnownUrl);
    await tx.db.insertInto('site_activity').values({ organization_id: organizationId, site_id: row.id }).execute();
    await audit(tx, 'site.created', {
      organizationId,
      siteId: row.id,
      target: { type: 'site', id: row.uuid },
      after: site,
    });
    const key = await insertKey(tx, { organizationId, site: row, name: 'First key', scopes: ['site'] });
    return { site: await getSite(readable(tx), { params: { site_id: row.uuid } }), api_key: key.secret };
  });
}

/** Refuses one more site where the organization has as many as it may. */
export async function refuseTooManySites(tx: TxCtx, organizationId: number): Promise<void> {
  const { sites } = await tx.db
    .selectFrom('sites')
    .select((each) => each.fn.countAll<number>().as('sites'))
    .where('organization_id', '=', organizationId)
    .where('is_deleted', '=', false)
    .executeTakeFirstOrThrow();
  if (sites >= sitesPerOrganization)
    throw new OperationError('quota_exceeded', {
      message: `An organization has at most ${sitesPerOrganization} sites. Delete one first.`,
    });
}

/** The organization that is named, or the only one that can be meant: a 404, or a 403, where it is not for the caller. */
export async function organizationFor(ctx: Ctx, uuid: string | undefined): Promise<number> {
  if (uuid !== undefined) {
    const { id } = await requireOrganization(ctx, uuid);
    if (!isInScope(ctx.organizationIds, id)) throw forbidden();
    return id;
  }
  const own = ctx.organizationIds;
  const [only] = own === 'all' ? [] : own;
  if (only !== undefined && own.length === 1) return only;
  const home = await homeOf(ctx);
  if (home === null || !isInScope(own, home))
    throw invalid('/organization_id', 'required', 'Name the organization: you belong to more than one.');
  return home;
}

/** The home organization of a person who acts; null where it is gone, or a program acts. */
async function homeOf({ db, actor }: Ctx): Promise<number | null> {
  if (actor.type !== 'user') return null;
  const row = await db
    .selectFrom('users')
    .innerJoin('organizations', 'organizations.id', 'users.organization_id')
    .select('organizations.id')
    .where('users.id', '=', actor.id)
    .where('organizations.is_deleted', '=', false)
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function updateSite(
  ctx: Ctx,
  { params, body }: { params: { site_id: string }; body: BodyOf<typeof contract.updateSite> },
  retag: Retag,
): Promise<contract.Site> {
  const site = await requireSite(ctx, params.site_id);
  const changes = {
    ...body,
    ...(body.url !== undefined && { url: normalSiteUrl(body.url) }),
    ...(body.name !== undefined && { name: requireName(body.name) }),
    ...(body.tags !== undefined && { tags: distinct(body.tags) }),
  };
  const write = async (tx: TxCtx) => {
    const before = await tx.db
      .selectFrom('sites')
      .select(['url', 'name', 'description', 'environment', 'tags', 'expected_interval_hours', 'is_active'])
      .where('organization_id', '=', site.organizationId)
      .where('id', '=', site.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await tx.db
      .updateTable('sites')
      .set({ ...changes, updated_at: tx.now(), updated_by: tx.actor.type === 'user' ? tx.actor.id : null })
      .where('organization_id', '=', site.organizationId)
      .where('id', '=', site.id)
      .execute()
      .catch(refuseKnownUrl);
    await audit(tx, 'site.updated', {
      organizationId: site.organizationId,
      siteId: site.id,
      target: { type: 'site', id: site.uuid },
      before,
      after: { ...before, ...changes },
    });
  };
  await inTransaction(ctx, async (tx) => {
    if (body.tags === undefined) return write(tx);
    await retag.hold(tx);
    await lockSites(tx, sql`s.organization_id = ${site.organizationId} and s.id = ${site.id}`);
    await write(tx);
    await retag.settle(tx, [{ organization_id: site.organizationId, site_id: site.id }]);
  });
  return getSite(readable(ctx), { params });
}

/** Soft delete: gone for everybody at once, its keys answer 410, its URL is free. `forget` ends the keys here and now. */
export async function deleteSite(
  ctx: Ctx,
  { params }: { params: { site_id: string } },
  forget: (siteUuid: string) => void,
): Promise<void> {
  const site = await requireSite(ctx, params.site_id);
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('sites')
      .set({ is_deleted: true, is_active: false, deleted_at: tx.now(), updated_at: tx.now() })
      .where('organization_id', '=', site.organizationId)
      .where('id', '=', site.id)
      .execute();
    await audit(tx, 'site.deleted', {
      organizationId: site.organizationId,
      siteId: site.id,
      target: { type: 'site', id: site.uuid },
    });
  });
  forget(site.uuid);
}

/** Whoever may write a site may read it. */
function readable(ctx: Ctx): Ctx {
  return { ...ctx, organizationIds: ctx.visibleOrganizationIds };
}

function distinct(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()))];
}

export function refuseKnownUrl(error: unknown): never {
  if (constraintOf(error) !== 'sites_url') throw error;
  throw conflict('A site with this address exists already in this organization.', '/url');
}
