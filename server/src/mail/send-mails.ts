import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { MailKind, Telemetry } from '../telemetry.ts';
import type { Message, Outcome, Smtp } from './transport.ts';

const retrySeconds = { first: 60, most: 1800 };
// A mail that is on its way when the server stops may still arrive, and is then noted as sent.
const lastMailMs = 2_000;

interface SendOptions {
  readonly smtp: Smtp | undefined;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
  /** Told of an address that will have no mail. */
  readonly onRefusedAddress?: (address: string, reason: string) => Promise<void>;
}

/**
 * Sends what is due in the outbox, what expires first before the rest. Each mail is claimed, sent and noted by itself; one
 * that was sent and not noted goes again with the same Message-ID. Without a server everything stays as it is.
 */
export async function sendMails(ctx: Ctx, options: SendOptions): Promise<void> {
  const { smtp, telemetry, signal } = options;
  if (smtp === undefined) return;
  await failExpired(ctx, telemetry);
  const session = smtp.open();
  const hurry = new AbortController();
  const onStop = () => setTimeout(() => hurry.abort(), lastMailMs).unref();
  signal.addEventListener('abort', onStop, { once: true });
  try {
    let isAway = false;
    while (!isAway && !signal.aborted) {
      const mail = await claimMail(ctx);
      if (mail === undefined) break;
      const outcome = await session.send(messageOf(mail, smtp), hurry.signal);
      await noteOutcome(ctx, mail, outcome);
      if (outcome.status === 'refused' && outcome.isAboutRecipient)
        await options.onRefusedAddress?.(mail.recipient, outcome.reason);
      telemetry.mailTried(mail.kind, outcome.status);
      isAway = outcome.status === 'away';
    }
    if (isAway && !signal.aborted) await postponeDue(ctx);
  } finally {
    signal.removeEventListener('abort', onStop);
    session.close();
  }
}

interface ClaimedMail {
  readonly id: number;
  readonly kind: MailKind;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly created_at: string;
  readonly html: string | null;
  readonly message_id: number | null;
  readonly sender: string | null;
  readonly mail_id: string | null;
  readonly thread_id: string | null;
  readonly unsubscribe_url: string | null;
}

/** The claim is committed before the mail leaves: whoever dies with it, the mail is due again after the pause. */
async function claimMail(ctx: Ctx): Promise<ClaimedMail | undefined> {
  const pause = sql`least(${retrySeconds.first} * power(2, least(attempts, 20)), ${retrySeconds.most}) * interval '1 second'`;
  const { rows } = await sql<ClaimedMail>`
    update outbox set attempts = attempts + 1, next_attempt_at = ${ctx.now()}::timestamptz + ${pause}
    where id = (select id from outbox where sent_at is null and failed_at is null and next_attempt_at <= ${ctx.now()}
      order by expires_at, id limit 1 for update skip locked)
    returning id, kind, recipient, subject, text, created_at, html, message_id, sender, mail_id, thread_id, unsubscribe_url`.execute(
    ctx.db,
  );
  return rows[0];
}

function messageOf(mail: ClaimedMail, { domain }: Smtp): Message {
  const date = new Date(mail.created_at);
  const idOf = (name: string) => `<${name}@${domain}>`;
  return {
    messageId: idOf(mail.mail_id ?? `${mail.id}.${date.getTime().toString(36)}`),
    references: mail.thread_id === null ? null : idOf(mail.thread_id),
    date,
    recipient: mail.recipient,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    sender: mail.sender,
    unsubscribeUrl: mail.unsubscribe_url,
  };
}

async function noteOutcome(ctx: Ctx, { id, kind }: ClaimedMail, outcome: Outcome): Promise<void> {
  if (outcome.status === 'sent') {
    // The text of an account's mail goes: a link in it may still work.
    await sql`update outbox set sent_at = ${ctx.now()}, text = case when message_id is null then '' else text end,
      html = case when message_id is not null then html end, failure = null, answer = ${outcome.answer} where id = ${id}`.execute(
      ctx.db,
    );
    return;
  }
  const failedAt = outcome.status === 'refused' ? ctx.now() : null;
  await sql`update outbox set failed_at = ${failedAt}, failure = ${outcome.reason} where id = ${id}`.execute(ctx.db);
  ctx.log.warn({ mail: id, kind, outcome: outcome.status, reason: outcome.reason }, 'mail not sent');
}

/** Nobody else asks a server that is away: each mail that waits has asked for this job. */
async function postponeDue(ctx: Ctx): Promise<void> {
  await sql`update outbox set next_attempt_at = ${ctx.now()}::timestamptz + ${retrySeconds.first} * interval '1 second'
    where sent_at is null and failed_at is null and next_attempt_at <= ${ctx.now()}`.execute(ctx.db);
}

async function failExpired(ctx: Ctx, telemetry: Telemetry): Promise<void> {
  const { rows } = await sql<{ id: number; kind: MailKind }>`
    update outbox set failed_at = ${ctx.now()}, failure = concat_ws(' ', 'Expired before it could be sent.', failure)
    where sent_at is null and failed_at is null and expires_at <= ${ctx.now()} returning id, kind`.execute(ctx.db);
  for (const { id, kind } of rows) {
    telemetry.mailTried(kind, 'expired');
    ctx.log.warn({ mail: id, kind, outcome: 'expired' }, 'mail not sent');
  }
}
