import type * as contract from '@patchlight/contract/sites';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { noteExposuresOfSite } from '../notifications/exposures.ts';
import { restorableSince } from '../restore-window.ts';
import { getSite } from './sites.ts';
import { refuseKnownUrl } from './write-site.ts';

/** For superusers. Its keys work again with the next request: those that were not revoked or past their end. */
export async function restoreSite(ctx: Ctx, { params }: { params: { site_id: string } }): Promise<contract.Site> {
  return inTransaction(ctx, async (tx) => {
    const site = await tx.db
      .selectFrom('sites')
      .innerJoin('organizations', 'organizations.id', 'sites.organization_id')
      .select(['sites.id', 'sites.organization_id', 'sites.url', 'organizations.is_deleted as isHomeless'])
      .where('sites.uuid', '=', params.site_id)
      .where('sites.is_deleted', '=', true)
      .where('sites.deleted_at', '>', restorableSince(tx.now()).toISOString())
      .forUpdate('sites')
      .executeTakeFirst();
    if (site === undefined) throw notFound();
    if (site.isHomeless) throw conflict('Its organization is deleted: restore that first.');
    await tx.db
      .updateTable('sites')
      .set({
        is_deleted: false,
        is_active: true,
        deleted_at: null,
        updated_at: tx.now(),
        updated_by: tx.actor.type === 'user' ? tx.actor.id : null,
      })
      .where('organization_id', '=', site.organization_id)
      .where('id', '=', site.id)
      .execute()
      .catch(refuseKnownUrl);
    await noteExposuresOfSite(tx, { organizationId: site.organization_id, siteId: site.id });
    await audit(tx, 'site.restored', {
      organizationId: site.organization_id,
      siteId: site.id,
      target: { type: 'site', id: params.site_id },
      after: { url: site.url },
    });
    return getSite(tx, { params });
  });
}
