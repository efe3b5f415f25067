import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { newId } from '../ids.ts';
import { queueMail } from '../mail/outbox.ts';
import type { Subscription } from '../notifications/unsubscribe-token.ts';
import type { Mail } from './mails/render.ts';
import { type Press, type Recipient, unsubscribeUrl } from './person.ts';

const dayMs = 86_400_000;

interface Message {
  readonly to: Recipient;
  readonly kind: 'instant' | 'daily' | 'weekly' | 'test';
  readonly organizationId: number | null;
  readonly window?: { readonly from: Date; readonly to: Date };
  readonly mail: Pick<Mail, 'subject'> & Partial<Mail>;
  /** Written down and not sent, for this reason. */
  readonly skipped?: 'unchanged' | 'paused';
  readonly subscription: Subscription;
  /** In front of our address. */
  readonly sender?: string;
  /** Parts of Message-IDs: of this mail, and of the first of its thread. */
  readonly mailId?: string;
  readonly threadId?: string;
}

/** Writes a message down and has it mailed; undefined where the digest of this window is there already. The context sees all organizations. */
export async function sendMessage(tx: TxCtx, message: Message, press: Press): Promise<number | undefined> {
  const { to, mail, window } = message;
  const { rows } = await sql<{ id: number }>`
    insert into messages (uuid, user_id, about_organization_id, kind, window_start, window_end, subject, skipped, created_at)
    values (${newId()}, ${to.id}, ${message.organizationId}, ${message.kind}, ${window?.from ?? null}, ${window?.to ?? null},
      ${mail.subject}, ${message.skipped ?? null}, ${tx.now()})
    on conflict do nothing returning id`.execute(tx.db);
  const id = rows[0]?.id;
  if (id === undefined || message.skipped !== undefined) return id;
  await queueMail(tx, {
    kind: message.kind === 'instant' ? 'alert' : message.kind === 'test' ? 'test' : 'digest',
    recipient: to.email,
    subject: mail.subject,
    text: mail.text ?? '',
    html: mail.html ?? null,
    // A digest of yesterday is of no use after the next one; an alert is, for as long as mails are tried.
    expiresAt: new Date(
      tx.now().getTime() + (message.kind === 'weekly' ? 3 : message.kind === 'daily' ? 1 : 2) * dayMs,
    ),
    messageId: id,
    sender: message.sender ?? null,
    mailId: message.mailId ?? null,
    threadId: message.threadId ?? null,
    unsubscribeUrl: unsubscribeUrl(press, to.uuid, message.subscription),
  });
  return id;
}
