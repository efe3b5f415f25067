import { type RawBuilder, sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { requestJob } from '../db/jobs.ts';
import type { MailKind } from '../telemetry.ts';

interface Mail {
  readonly kind: MailKind;
  /** An address, or a query of addresses; of none, nothing is sent. */
  readonly recipient: string | RawBuilder<unknown>;
  readonly subject: string;
  readonly text: string;
  /** When it is not worth sending any more. */
  readonly expiresAt: Date;
  readonly html?: string | null;
  /** The message that it carries: there is no secret in it, so that it is kept and may be sent again. */
  readonly messageId?: number | null;
  /** A name in front of our address. */
  readonly sender?: string | null;
  /** What its Message-ID begins with, and that of the first mail of its thread. */
  readonly mailId?: string | null;
  readonly threadId?: string | null;
  /** Takes a POST that ends mails of this kind. */
  readonly unsubscribeUrl?: string | null;
}

/** Has a mail sent once the transaction that it speaks of commits. The context sees all organizations. */
export async function queueMail(tx: TxCtx, mail: Mail): Promise<void> {
  const { kind, recipient, subject, text, expiresAt } = mail;
  const recipients = typeof recipient === 'string' ? sql`select ${recipient}::text` : recipient;
  await sql`insert into outbox (kind, recipient, subject, text, created_at, next_attempt_at, expires_at, html, message_id, sender,
      mail_id, thread_id, unsubscribe_url)
    select ${kind}, recipient, ${subject}, ${text}, ${tx.now()}, ${tx.now()}, ${expiresAt}, ${mail.html ?? null},
      ${mail.messageId ?? null}::bigint, ${mail.sender ?? null}, ${mail.mailId ?? null}, ${mail.threadId ?? null}, ${mail.unsubscribeUrl ?? null}
    from (${recipients}) as recipients(recipient)`.execute(tx.db);
  await requestJob(tx.db, 'send-mails');
}
