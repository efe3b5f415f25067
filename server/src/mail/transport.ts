import { createTransport } from 'nodemailer';
import { isLoopback } from '../settings.ts';

/** One message to one person. */
export interface Message {
  readonly messageId: string;
  /** Of the first message of its thread. */
  readonly references?: string | null;
  readonly date: Date;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | null;
  /** Shown in front of our address, in place of our own name. */
  readonly sender?: string | null;
  readonly unsubscribeUrl?: string | null;
}

/**
 * What became of a message: taken; refused for good; not now, others may pass; or the server is away, or will have
 * nothing to do with us, and others would fare the same.
 */
export type Outcome =
  | { readonly status: 'sent'; readonly answer: string }
  | { readonly status: 'refused'; readonly reason: string; readonly isAboutRecipient: boolean }
  | { readonly status: 'deferred' | 'away'; readonly reason: string };

export interface SmtpSession {
  send(message: Message, signal: AbortSignal): Promise<Outcome>;
  close(): void;
}

/** An SMTP server that takes mails from us. */
export interface Smtp {
  /** The part of a Message-ID behind its @. */
  readonly domain: string;
  /** Connects with the first message and keeps the connection until it is closed. */
  open(): SmtpSession;
}

const connectMs = 10_000;
const silenceMs = 20_000;
// Of one message, however slowly the answers trickle.
const messageMs = 45_000;
const reasonLength = 500;

export function createSmtp(url: string, from: string): Smtp {
  const sender = /<(.+)>$/.exec(from)?.[1] ?? from;
  return {
    domain: sender.slice(sender.lastIndexOf('@') + 1),
    open() {
      const transport = createTransport({
        pool: true,
        maxConnections: 1,
        // A connection that broke may have delivered: when to try again is the outbox's to say.
        maxRequeues: 0,
        connectionTimeout: connectMs,
        greetingTimeout: connectMs,
        socketTimeout: silenceMs,
        disableFileAccess: true,
        disableUrlAccess: true,
        ...encryption(new URL(url)),
        url,
      });
      return {
        async send(message, signal) {
          const { recipient, subject, references, html } = message;
          if (!isAddress(recipient))
            return { status: 'refused', reason: 'The recipient is not one plain address.', isAboutRecipient: true };
          try {
            const { response } = await transport.sendMail({
              messageId: message.messageId,
              date: message.date,
              text: message.text,
              ...(typeof html === 'string' && { html }),
              ...(typeof references === 'string' && { references, inReplyTo: references }),
              from: typeof message.sender === 'string' ? { name: oneLine(message.sender), address: sender } : from,
              to: { name: '', address: recipient },
              envelope: { from: sender, to: [recipient] },
              subject: oneLine(subject),
              headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(message.unsubscribeUrl ?? null) },
              signal: AbortSignal.any([signal, AbortSignal.timeout(messageMs)]),
            });
            return { status: 'sent', answer: oneLine(response).slice(0, reasonLength) };
          } catch (error) {
            return outcomeOf(error);
          }
        },
        close: () => transport.close(),
      };
    },
  };
}

/**
 * A password travels over TLS with a certificate that is checked, and so does everything on smtps://. Otherwise TLS is used
 * where it is offered, whoever offers it: without it the mail would go unencrypted.
 */
function encryption({ protocol, hostname, password }: URL): {
  requireTLS: boolean;
  tls: { rejectUnauthorized: boolean };
} {
  const mustBeSafe = !isLoopback(hostname) && (protocol === 'smtps:' || password !== '');
  return { requireTLS: mustBeSafe && protocol === 'smtp:', tls: { rejectUnauthorized: mustBeSafe } };
}

/** RFC 8058: a mail program may end this kind of mail with one POST, and asks nobody. */
function unsubscribeHeaders(url: string | null): Record<string, string> {
  if (url === null) return {};
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** No quotes, no list, no name in front: what is here reaches one mailbox. */
function isAddress(text: string): boolean {
  return /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()\\,;"@]+$/u.test(text);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

interface SmtpError {
  readonly message: string;
  readonly command?: string;
  readonly responseCode?: number;
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Error)) throw error;
  const { message, command, responseCode }: SmtpError = error;
  const reason = oneLine(message).slice(0, reasonLength);
  // Refusals of the recipient and of the content are about this message; any other is about us.
  const isAboutMessage = command === 'RCPT TO' || command === 'DATA';
  if (!isAboutMessage || responseCode === undefined || responseCode === 421) return { status: 'away', reason };
  if (responseCode < 500) return { status: 'deferred', reason };
  return { status: 'refused', reason, isAboutRecipient: command === 'RCPT TO' };
}
