import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import type { TxCtx } from '../context.ts';
import { restorableSince } from '../restore-window.ts';
import { deleteParts, inBatch, NotDue, type Purge } from './batch.ts';

export interface SiteId {
  readonly organizationId: number;
  readonly id: number;
}

/** Sites that were deleted too long ago to come back. */
export async function dueSites({ ctx }: Purge): Promise<SiteId[]> {
  return ctx.db
    .selectFrom('sites')
    .select(['organization_id as organizationId', 'id'])
    .where('is_deleted', '=', true)
    .where('deleted_at', '<=', restorableSince(ctx.now()).toISOString())
    .orderBy('organization_id')
    .orderBy('id')
    .execute();
}

/** The site and all it ever sent. Its row goes last, so that a purge that was cut off finds it again. */
export async function purgeSite(purge: Purge, site: SiteId): Promise<void> {
  const hold = (tx: TxCtx) => holdSite(tx, site);
  const where = sql`organization_id = ${site.organizationId} and site_id = ${site.id}`;
  // That it was silent: of an event about several sites it leaves the list.
  const ofEvent = sql`organization_id = ${site.organizationId} and event_id in (select id from events where ${where})`;
  const ofNotice = sql`organization_id = ${site.organizationId} and notice_id in (select id from notices where ${ofEvent})`;
  await deleteParts(purge, hold, [
    { table: 'site_modules', where },
    { table: 'site_repository_modules', where },
    { table: 'site_module_history', where },
    { table: 'site_reports', where },
    { table: 'patch_runs', where },
    { table: 'event_sites', where },
    { table: 'event_news', where: ofEvent },
    { table: 'message_items', where: ofNotice },
    { table: 'notices', where: ofEvent },
    { table: 'events', where },
    { table: 'report_inbox', where },
    { table: 'mutes', where },
    { table: 'api_keys', where },
  ]);
  await inBatch(purge, 'sites', async (tx) => {
    const { uuid, name, url } = await hold(tx);
    await sql`delete from site_activity where ${where}`.execute(tx.db);
    await sql`delete from sites where organization_id = ${site.organizationId} and id = ${site.id}`.execute(tx.db);
    await audit(tx, 'site.purged', {
      organizationId: site.organizationId,
      siteId: site.id,
      target: { type: 'site', id: uuid },
      before: { name, url },
    });
  });
}

/** Locks the site as every writer does, its activity first. Throws where it came back, or its organization did. */
async function holdSite(tx: TxCtx, site: SiteId): Promise<{ uuid: string; name: string; url: string }> {
  await sql`select from site_activity where organization_id = ${site.organizationId} and site_id = ${site.id}
    for update`.execute(tx.db);
  const since = restorableSince(tx.now());
  const { rows } = await sql<{ uuid: string; name: string; url: string }>`
    select s.uuid, s.name, s.url from sites s join organizations o on o.id = s.organization_id
    where s.organization_id = ${site.organizationId} and s.id = ${site.id}
      and ((s.is_deleted and s.deleted_at <= ${since}) or (o.is_deleted and o.deleted_at <= ${since}))
    for update of s`.execute(tx.db);
  if (rows[0] === undefined) throw new NotDue(`Site ${site.id} is not to be purged.`);
  return rows[0];
}
