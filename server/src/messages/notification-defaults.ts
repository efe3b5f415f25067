import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/messages';
import type { NotificationDefaults } from '@patchlight/contract/notification-preferences';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, isInScope } from '../context.ts';
import { forbidden } from '../errors.ts';
import { chosenPreferences, mergePreferences } from '../notifications/preferences.ts';
import { requireOrganization } from '../organizations/organizations.ts';

type OrganizationParams = { params: { org_id: string } };

export async function getNotificationDefaults(ctx: Ctx, { params }: OrganizationParams): Promise<NotificationDefaults> {
  const { id } = await requireOrganization(ctx, params.org_id);
  return shown(await storedDefaults(ctx.db, id));
}

/** Whoever has not chosen otherwise is told by these from now on. */
export async function updateNotificationDefaults(
  ctx: Ctx,
  { params, body }: OrganizationParams & { body: BodyOf<typeof contract.updateNotificationDefaults> },
): Promise<NotificationDefaults> {
  const { id, uuid } = await requireOrganization(ctx, params.org_id);
  if (!isInScope(ctx.organizationIds, id)) throw forbidden();
  return inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .selectFrom('organizations')
      .select('notification_defaults')
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    const merged = mergePreferences(row.notification_defaults, body);
    await tx.db
      .updateTable('organizations')
      .set({ notification_defaults: JSON.stringify(merged), updated_at: tx.now() })
      .where('id', '=', id)
      .execute();
    await audit(tx, 'organization.notificationDefaultsChanged', {
      organizationId: id,
      target: { type: 'organization', id: uuid },
      before: { notification_defaults: row.notification_defaults },
      after: { notification_defaults: merged },
    });
    return shown(merged);
  });
}

function shown(defaults: unknown): NotificationDefaults {
  const { tags: _tags, site_ids: _siteIds, ...chosen } = chosenPreferences(defaults, {});
  return chosen;
}

async function storedDefaults(db: Ctx['db'], id: number): Promise<unknown> {
  const row = await db
    .selectFrom('organizations')
    .select('notification_defaults')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.notification_defaults;
}
