import { sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import type { Subscription } from '../notifications/unsubscribe-token.ts';
import { unsubscribeToken } from '../notifications/unsubscribe-token.ts';
import type { Reader } from './mails/render.ts';

/** What every message needs to be written. */
export interface Press {
  readonly publicUrl: string;
  readonly secretKey: string;
}

/** Somebody a message is written to. */
export interface Recipient {
  readonly id: number;
  readonly uuid: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  readonly timezone: string;
  readonly isPaused: boolean;
}

/** Locks the person, so that one at a time writes to them; undefined when they are gone, or somebody else does. */
export async function holdRecipient(db: DbTransaction, id: number): Promise<Recipient | undefined> {
  const { rows } = await sql<Recipient>`
    select id, uuid, email, name, locale, timezone, email_paused_at is not null as "isPaused" from users
    where id = ${id} and is_active and not is_deleted for no key update skip locked`.execute(db);
  return rows[0];
}

export async function findRecipient(db: Db, uuid: string): Promise<Recipient | undefined> {
  const { rows } = await sql<Recipient>`
    select id, uuid, email, name, locale, timezone, email_paused_at is not null as "isPaused" from users
    where uuid = ${uuid} and is_active and not is_deleted`.execute(db);
  return rows[0];
}

export function unsubscribeUrl({ publicUrl, secretKey }: Press, userId: string, subscription: Subscription): string {
  return `${publicUrl}/unsubscribe?token=${unsubscribeToken(secretKey, { userId, subscription })}`;
}

/** A person as the writer of a mail sees them. */
export function readerOf(recipient: Recipient, press: Press, subscription: Subscription, why: Reader['why']): Reader {
  const { email, name, locale, timezone } = recipient;
  return {
    email,
    name,
    locale,
    timezone,
    why,
    links: {
      publicUrl: press.publicUrl,
      unsubscribe: unsubscribeUrl(press, recipient.uuid, subscription),
    },
  };
}
