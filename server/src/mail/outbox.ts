import type { TxCtx } from '../context.ts';

interface Mail {
  readonly kind: 'invitation' | 'password_reset';
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
}

/** Puts a mail where the sender finds it, in the transaction that it speaks of. The context sees all organizations. */
export async function queueMail(tx: TxCtx, mail: Mail): Promise<void> {
  await tx.db
    .insertInto('outbox')
    .values({ ...mail, created_at: tx.now() })
    .execute();
}
