import { deliveryDays } from '@patchlight/contract/channel-lists';
import { deadLetterDays } from '@patchlight/contract/dead-letters';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { restorableSince } from '../restore-window.ts';
import { deleteParts, NotDue, type Purge, PurgeStopped } from './batch.ts';
import { dueOrganizations, purgeOrganization } from './purge-organization.ts';
import { duePeople, purgePerson } from './purge-person.ts';
import { dueSites, purgeSite } from './purge-site.ts';

interface PurgeOptions {
  readonly batchRows?: number;
  readonly signal?: AbortSignal;
}

/**
 * Purges what was deleted, and mails and messages to channels that were written, more than 30 days ago, and reports that were
 * given up more than 90 days ago, in batches of one transaction each; cut off at any point and run again it comes to the same end. The audit log stays as it is. Of several processes one purges.
 */
export async function purgeDeleted(ctx: Ctx, { batchRows = 5000, signal }: PurgeOptions = {}): Promise<void> {
  const purge: Purge = { ctx, batchRows, signal };
  try {
    for (const site of await dueSites(purge)) await ifDue(purgeSite(purge, site));
    for (const person of await duePeople(purge)) await ifDue(purgePerson(purge, person));
    for (const organization of await dueOrganizations(purge)) await ifDue(purgeOrganization(purge, organization));
    await purgeMails(purge);
    await purgeDeliveries(purge);
    await purgeDeadLetters(purge);
  } catch (error) {
    if (!(error instanceof PurgeStopped)) throw error;
    ctx.log.info({ reason: error.message }, 'purge left to another run');
  }
}

/** Sent, failed or expired: whoever waits for 30 days waits for no mail. */
async function purgeMails(purge: Purge): Promise<void> {
  const where = sql`created_at <= ${restorableSince(purge.ctx.now())}`;
  await deleteParts(purge, async () => undefined, [
    { table: 'outbox', where },
    // With what they told: of what is that old nothing is told any more.
    { table: 'messages', where },
  ]);
}

/** No attempt takes a month: one that waits that long belongs to an organization that was deleted. */
async function purgeDeliveries(purge: Purge): Promise<void> {
  const where = sql`created_at <= ${purge.ctx.now()}::timestamptz - interval '1 day' * ${deliveryDays}::int`;
  await deleteParts(purge, async () => undefined, [{ table: 'channel_deliveries', where }]);
}

/** Whoever sent them has sent many since. */
async function purgeDeadLetters(purge: Purge): Promise<void> {
  const where = sql`dead_at <= ${purge.ctx.now()}::timestamptz - interval '1 day' * ${deadLetterDays}::int`;
  await deleteParts(purge, async () => undefined, [{ table: 'report_inbox', where }]);
}

function ifDue(purging: Promise<void>): Promise<void> {
  return purging.catch((error: unknown) => {
    if (!(error instanceof NotDue)) throw error;
  });
}
