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
}

/** Has a mail sent once the transaction that it speaks of commits. The context sees all organizations. */
export async function queueMail(tx: TxCtx, { kind, recipient, subject, text, expiresAt }: Mail): Promise<void> {
  const recipients = typeof recipient === 'string' ? sql`select ${recipient}::text` : recipient;
  await sql`insert into outbox (kind, recipient, subject, text, created_at, next_attempt_at, expires_at)
    select ${kind}, recipient, ${subject}, ${text}, ${tx.now()}, ${tx.now()}, ${expiresAt}
    from (${recipients}) as recipients(recipient)`.execute(tx.db);
  await requestJob(tx.db, 'send-mails');
}
