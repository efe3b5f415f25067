import { createTransport } from 'nodemailer';
import { isLoopback } from '../settings.ts';

/** One message to one person, as text. */
export interface Message {
  readonly messageId: string;
  readonly date: Date;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * What became of a message: taken; refused for good; not now, others may pass; or the server is away, or will have
 * nothing to do with us, and others would fare the same.
 */
export type Outcome =
  | { readonly status: 'sent' }
  | { readonly status: 'refused' | 'deferred' | 'away'; readonly reason: string };

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
        async send({ recipient, subject, ...message }, signal) {
          if (!isAddress(recipient)) return { status: 'refused', reason: 'The recipient is not one plain address.' };
          try {
            await transport.sendMail({
              ...message,
              from,
              to: { name: '', address: recipient },
              envelope: { from: sender, to: [recipient] },
              subject: oneLine(subject),
              headers: { 'Auto-Submitted': 'auto-generated' },
              signal: AbortSignal.any([signal, AbortSignal.timeout(messageMs)]),
            });
            return { status: 'sent' };
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
  return { status: responseCode >= 500 ? 'refused' : 'deferred', reason };
}
