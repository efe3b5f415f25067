import type { ResponseOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/messages';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { invalid } from '../errors.ts';
import { chosenPreferences, mergePreferences } from '../notifications/preferences.ts';
import { readUnsubscribeToken, type Subscription } from '../notifications/unsubscribe-token.ts';

/**
 * Ends what the link in a mail belongs to: an event that was told at once, or everything that a digest tells. Whoever has the
 * mail may, without signing in. Takes a context that sees all organizations.
 */
export async function unsubscribe(
  ctx: Ctx,
  { token, secretKeys }: { token: string; secretKeys: readonly string[] },
): Promise<ResponseOf<typeof contract.unsubscribe>> {
  const read = readUnsubscribeToken(secretKeys, token);
  if (read === null)
    throw invalid(
      '/token',
      'not_valid',
      'This is no link of ours, or it was cut. Sign in to choose what you are told.',
    );
  return inTransaction({ ...ctx, actor: { type: 'system', name: 'unsubscribe link' } }, async (tx) => {
    const person = await tx.db
      .selectFrom('users')
      .leftJoin('organizations', 'organizations.id', 'users.organization_id')
      .select([
        'users.id',
        'users.uuid',
        'users.email',
        'users.organization_id',
        'users.notification_preferences',
        'organizations.notification_defaults',
      ])
      .where('users.uuid', '=', read.userId)
      .where('users.is_deleted', '=', false)
      .forNoKeyUpdate('users')
      .executeTakeFirst();
    if (person === undefined) throw invalid('/token', 'not_valid', 'There is no such account any more.');
    const { events } = chosenPreferences(person.notification_defaults ?? {}, person.notification_preferences);
    const ended = { events: endedIn(events, read.subscription) };
    const merged = mergePreferences(person.notification_preferences, ended);
    await tx.db
      .updateTable('users')
      .set({ notification_preferences: JSON.stringify(merged), updated_at: tx.now() })
      .where('id', '=', person.id)
      .execute();
    await audit(tx, 'user.unsubscribed', {
      organizationId: person.organization_id ?? platform,
      target: { type: 'user', id: person.uuid },
      before: { events },
      after: ended,
    });
    return { email: hidden(person.email), ended: read.subscription };
  });
}

function endedIn(events: Readonly<Record<string, string>>, subscription: Subscription): Record<string, 'off'> {
  const isDigest = subscription === 'daily' || subscription === 'weekly';
  const ended = Object.keys(events).filter((event) =>
    isDigest ? events[event] === subscription : event === subscription,
  );
  return Object.fromEntries(ended.map((event) => [event, 'off' as const]));
}

/** Whoever forwards a mail need not give the address away. */
function hidden(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}
