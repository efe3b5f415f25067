import type { NotificationPreferences } from '@patchlight/contract/notification-preferences';
import { sql } from 'kysely';
import { pauseAddress } from '../auth/address-verification.ts';
import { type Actor, type Ctx, inTransaction } from '../context.ts';
import { flagChangedSites } from '../inventory/flag-sites.ts';
import { sendMails } from '../mail/send-mails.ts';
import { buildDigests } from '../messages/build-digests.ts';
import { findNews } from '../messages/find-news.ts';
import { giveNotices } from '../messages/give-notices.ts';
import type { Press } from '../messages/person.ts';
import { previewDigest } from '../messages/preview-digest.ts';
import { tellNews } from '../messages/tell-news.ts';
import type { Telemetry } from '../telemetry.ts';
import { type Calendar, type Day, lastDay } from './calendar.ts';
import { startPost } from './post.ts';
import { adminEmail, viewerEmail } from './sign-in.ts';

/** Of so many days people are told; what was there before is known to everybody. */
const toldDays = 14;
/** Somewhere it is eight in the morning; digests are looked for a minute later. */
const digestHours = [6, 7, 8, 12, 13];

/** Most people keep what is usual; these two chose. */
const choices: Readonly<Record<string, NotificationPreferences>> = {
  [adminEmail]: {
    events: { update_available: 'weekly', membership_changed: 'off' },
    risk_threshold: 15,
    digest_hour: 7,
    quiet_hours: { from: '22:00', to: '06:30' },
  },
  [viewerEmail]: {
    events: { security_exposure: 'daily', site_silent: 'daily', report_ready: 'off' },
    tags: ['tier 1'],
  },
};

interface MessageParts {
  readonly calendar: Calendar;
  readonly press: Press;
  readonly telemetry: Telemetry;
}

/** Tells people of what happens to the fleet, as a server would that runs on through its last days. */
export function createTeller(ctx: Ctx, { calendar, press, telemetry }: MessageParts) {
  const end = ctx.now();
  const first = lastDay + calendar.quietDays - toldDays;
  const post = startPost();
  const { signal } = new AbortController();
  const at = (time: Date): Ctx => ({ ...ctx, now: () => (time < end ? time : end) });
  const deliver = (then: Ctx) =>
    sendMails(then, {
      smtp: post,
      telemetry,
      signal,
      onRefusedAddress: (address, reason) => pauseAddress(then, address, reason),
    });
  return {
    isTold: (day: Day) => day >= first,
    /** A day, with its digests in the morning and what is told at once at its end. */
    async tell(day: Day, evening: Date): Promise<void> {
      if (day > first)
        for (const hour of digestHours) {
          const morning = new Date(calendar.before(day, 0).setUTCHours(hour, 1, 0, 0));
          if (morning > end) continue;
          await buildDigests(at(morning), press);
          await deliver(at(morning));
        }
      const then = at(evening);
      await flagChangedSites(then);
      await findNews(then);
      if (day === first) return begin(then);
      await tellNews(then, press);
      await deliver(then);
    },
    /** Somebody asks for a test just now; it waits, because the demo has no mail server. */
    async askForTest(): Promise<void> {
      const { id, uuid, name } = await ctx.db
        .selectFrom('users')
        .select(['id', 'uuid', 'name'])
        .where('email', '=', adminEmail)
        .executeTakeFirstOrThrow();
      const actor: Actor = { type: 'user', id, uuid, name, isSuperuser: false, memberships: [] };
      await previewDigest({ ...ctx, actor }, { params: { user_id: uuid }, body: { kind: 'daily', send: true } }, press);
    },
  };
}

/** What the year had brought until then is noted, and nobody is told: they know. */
async function begin(ctx: Ctx): Promise<void> {
  while ((await giveNotices(ctx)).length > 0);
  await inTransaction(ctx, async (tx) => {
    await sql`insert into message_items (user_id, notice_id, organization_id, due_at, is_dropped)
      select m.user_id, n.id, n.organization_id, n.created_at, true from notices n
      join (select user_id, organization_id from memberships union select id, organization_id from users where role = 'superuser') m
        on m.organization_id = n.organization_id
      on conflict (user_id, notice_id) do update set is_dropped = true`.execute(tx.db);
    for (const [email, chosen] of Object.entries(choices))
      await tx.db
        .updateTable('users')
        .set({ notification_preferences: JSON.stringify(chosen) })
        .where('email', '=', email)
        .execute();
  });
}
