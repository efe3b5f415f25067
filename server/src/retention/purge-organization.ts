import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import type { TxCtx } from '../context.ts';
import { restorableSince } from '../restore-window.ts';
import { deleteParts, inBatch, NotDue, type Purge } from './batch.ts';
import { anonymise } from './purge-person.ts';
import { purgeSite } from './purge-site.ts';

/** Organizations that were deleted too long ago to come back. */
export async function dueOrganizations({ ctx }: Purge): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('organizations')
    .select('id')
    .where('is_deleted', '=', true)
    .where('deleted_at', '<=', restorableSince(ctx.now()).toISOString())
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** The organization and all that is in it. Its row goes last, so that a purge that was cut off finds it again. */
export async function purgeOrganization(purge: Purge, id: number): Promise<void> {
  const sites = await purge.ctx.db
    .selectFrom('sites')
    .select(['organization_id as organizationId', 'id'])
    .where('organization_id', '=', id)
    .orderBy('id')
    .execute();
  for (const site of sites) await purgeSite(purge, site);
  // Before the memberships, which tell who belongs somewhere else.
  while (await partWithNextPerson(purge, id));
  const hold = (tx: TxCtx) => holdOrganization(tx, id);
  await deleteParts(purge, hold, partsOf(id));
  await inBatch(purge, 'organizations', async (tx) => {
    const { uuid, name } = await hold(tx);
    await tx.db.deleteFrom('organizations').where('id', '=', id).execute();
    await audit(tx, 'organization.purged', {
      organizationId: id,
      target: { type: 'organization', id: uuid },
      before: { name },
    });
  });
}

function partsOf(id: number) {
  const where = sql`organization_id = ${id}`;
  const ofModule = sql`module_id in (select id from modules where ${where})`;
  const ofVersion = sql`version_id in (select id from module_versions where ${ofModule})`;
  return [
    { table: 'module_identities', where },
    { table: 'mutes', where },
    { table: 'version_advisories', where: ofVersion },
    { table: 'version_security_releases', where: ofVersion },
    { table: 'changed_verdicts', where: ofVersion },
    { table: 'module_versions', where: ofModule },
    { table: 'advisory_projects', where: ofModule },
    { table: 'release_feeds', where: ofModule },
    { table: 'modules', where },
    { table: 'memberships', where },
    { table: 'invitations', where },
    { table: 'organization_revisions', where },
    { table: 'closed_periods', where },
    { table: 'daily_tallies', where },
    { table: 'event_news', where },
    { table: 'message_items', where },
    { table: 'messages', where: sql`about_organization_id = ${id}` },
    { table: 'notices', where },
    { table: 'channel_deliveries', where },
    { table: 'channels', where },
    { table: 'events', where },
    { table: 'api_keys', where },
  ];
}

/**
 * Whoever has a role elsewhere stays, without a home; so do superusers, who need none, and those deleted later than the
 * organization, who have their own 30 days to come back. Nobody else has had anything to sign in for since the
 * organization was deleted, and it will not return: what is personal of them goes with it. False when nobody is left.
 */
function partWithNextPerson(purge: Purge, organizationId: number): Promise<boolean> {
  return inBatch(purge, 'people', async (tx) => {
    const { deletedAt } = await holdOrganization(tx, organizationId);
    const { rows } = await sql<{ id: number }>`select u.id from users u
      where u.organization_id = ${organizationId} or (u.organization_id is null and not ${isKept(organizationId)}
        and exists (select from memberships m where m.user_id = u.id and m.organization_id = ${organizationId}))
      order by u.id limit 1`.execute(tx.db);
    const id = rows[0]?.id;
    if (id === undefined) return false;
    // Locked first and judged after: a role elsewhere that is being given waits for this, or is seen.
    await sql`select from users where id = ${id} for update`.execute(tx.db);
    const { rows: kept } = await sql`select from users u where u.id = ${id} and ${isKept(organizationId)}`.execute(
      tx.db,
    );
    if (kept.length === 0) await anonymise(tx, id, deletedAt);
    await sql`update users set organization_id = null, updated_at = ${tx.now()} where id = ${id}`.execute(tx.db);
    return true;
  });
}

const isKept = (organizationId: number) => sql`(u.role = 'superuser' or u.is_deleted
  or exists (select from memberships e where e.user_id = u.id and e.organization_id <> ${organizationId}))`;

async function holdOrganization(tx: TxCtx, id: number): Promise<{ uuid: string; name: string; deletedAt: string }> {
  const { rows } = await sql<{ uuid: string; name: string; deletedAt: string }>`
    select uuid, name, deleted_at as "deletedAt" from organizations
    where id = ${id} and is_deleted and deleted_at <= ${restorableSince(tx.now())} for update`.execute(tx.db);
  if (rows[0] === undefined) throw new NotDue(`Organization ${id} is not to be purged.`);
  return rows[0];
}
