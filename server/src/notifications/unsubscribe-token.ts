import { createHmac, timingSafeEqual } from 'node:crypto';
import { type EventKind, eventKinds } from '@patchlight/contract/event-kinds';

/** What a link in a mail ends: messages of one kind at once, or a digest. */
export type Subscription = EventKind | 'daily' | 'weekly';
const subscriptions: readonly string[] = [...eventKinds, 'daily', 'weekly'];

export interface Unsubscribing {
  /** The person, by uuid. */
  readonly userId: string;
  readonly subscription: Subscription;
}

const macOf = (secretKey: string, text: string) =>
  createHmac('sha256', secretKey).update(`unsubscribe ${text}`).digest('base64url');

/** A token for the link in a mail: whoever has it may end this, and nothing else. It does not expire, as mails do not. */
export function unsubscribeToken(secretKey: string, { userId, subscription }: Unsubscribing): string {
  const text = `${userId}.${subscription}`;
  return `${text}.${macOf(secretKey, text)}`;
}

/** What a token stands for; null unless one of the keys made it. */
export function readUnsubscribeToken(secretKeys: readonly string[], token: string): Unsubscribing | null {
  const [userId = '', subscription = '', mac = '', ...rest] = token.split('.');
  if (rest.length > 0 || !subscriptions.includes(subscription)) return null;
  const given = Buffer.from(mac);
  const isOurs = secretKeys.some((secretKey) => {
    const expected = Buffer.from(macOf(secretKey, `${userId}.${subscription}`));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isOurs ? { userId, subscription: subscription as Subscription } : null;
}
