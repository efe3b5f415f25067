import { sql } from 'kysely';
import type { Ctx, TxCtx } from '../context.ts';
import { type Addressee, listAddressees } from './addressees.ts';
import { type Archive, createArchive } from './archive.ts';
import { composeDigest } from './compose-digest.ts';
import { siteScope } from './compose-instants.ts';
import type { DigestKind, Window } from './digest-content.ts';
import { lastTurn } from './local-time.ts';
import { renderDigest } from './mails/render.ts';
import { holdRecipient, type Press, readerOf } from './person.ts';
import { sendMessage } from './send-message.ts';
import { createTurns } from './turns.ts';

const kinds: readonly DigestKind[] = ['daily', 'weekly'];

interface DueDigest {
  readonly userId: number;
  readonly kind: DigestKind;
  readonly window: Window;
  readonly addressees: readonly Addressee[];
}

/**
 * Builds the digests whose hour has come, one for each person and window however often this runs and whoever runs it. One
 * that was missed while nothing ran is made up for by one window up to the last hour. Returns how many were sent.
 */
export async function buildDigests(ctx: Ctx, press: Press, signal?: AbortSignal): Promise<number> {
  const due = await dueDigests(ctx);
  const archive = createArchive(ctx.db);
  const turns = createTurns(ctx);
  let sent = 0;
  for (const digest of due) {
    if (signal?.aborted === true) return sent;
    const isSent = await turns.take(digest.userId, (tx) => buildDigest(tx, archive, digest, press));
    if (isSent === true) sent += 1;
  }
  turns.end();
  return sent;
}

async function dueDigests(ctx: Ctx): Promise<DueDigest[]> {
  const addressees = await listAddressees(ctx.db, sql`true`);
  const { rows } = await sql<{ user_id: number; kind: DigestKind; last: string }>`
    select user_id, kind, max(window_end) as last from messages where kind in ('daily', 'weekly') group by user_id, kind`.execute(
    ctx.db,
  );
  const last = new Map(rows.map((row) => [`${row.user_id} ${row.kind}`, new Date(row.last)]));
  const people = new Map<number, Addressee[]>();
  for (const each of addressees) people.set(each.userId, [...(people.get(each.userId) ?? []), each]);
  return [...people].flatMap(([userId, own]) =>
    kinds.flatMap((kind): DueDigest | [] => {
      if (!own.some((each) => wants(each, kind))) return [];
      const turn = turnOf(own, kind, ctx.now());
      const before = last.get(`${userId} ${kind}`);
      if (before !== undefined && before >= turn) return [];
      // Who came after the hour has nothing behind him yet.
      if (own.every(({ memberSince }) => memberSince >= turn)) return [];
      return {
        userId,
        kind,
        addressees: own,
        window: { from: before ?? turnOf(own, kind, new Date(turn.getTime() - 1)), to: turn },
      };
    }),
  );
}

/** Somebody may want nothing with a digest: then there is none, not even to say so. */
function wants({ preferences }: Addressee, kind: DigestKind): boolean {
  const isLow =
    kind === 'daily' && preferences.risk_threshold > 0 && preferences.events.security_exposure === 'instant';
  return isLow || Object.values(preferences.events).includes(kind);
}

export function turnOf(own: readonly Addressee[], kind: DigestKind, now: Date): Date {
  // Of several organizations the one at home says when, where the person did not.
  const { preferences, timezone } = own.find(({ isHome }) => isHome) ?? (own[0] as Addressee);
  const weekday = kind === 'weekly' ? preferences.digest_weekday : null;
  return lastTurn(now, { hour: preferences.digest_hour, weekday, zone: timezone });
}

async function buildDigest(
  tx: TxCtx,
  archive: Archive,
  { userId, kind, window, addressees }: DueDigest,
  press: Press,
): Promise<boolean> {
  const [first] = addressees;
  const recipient = await holdRecipient(tx.db, userId);
  if (first === undefined || recipient === undefined) return false;
  const { digest, notices, isChanged } = await composeDigest(tx, archive, { kind, window, addressees });
  const isWanted = isChanged || addressees.some(({ preferences }) => preferences.send_if_unchanged);
  const skipped = !isWanted ? ('unchanged' as const) : recipient.isPaused ? ('paused' as const) : undefined;
  const why = { type: kind, scope: siteScope(first.preferences) };
  const mail =
    skipped === 'unchanged' ? { subject: '' } : await renderDigest(digest, readerOf(recipient, press, kind, why));
  const id = await sendMessage(
    tx,
    {
      to: recipient,
      kind,
      organizationId: addressees.length === 1 ? first.organizationId : null,
      window,
      mail,
      ...(skipped !== undefined && { skipped }),
      subscription: kind,
      mailId: `${kind}.${window.to.getTime().toString(36)}.${recipient.uuid}`,
    },
    press,
  );
  if (id === undefined) return false;
  if (notices.length > 0)
    await sql`insert into message_items (user_id, notice_id, organization_id, due_at, message_id)
      select ${recipient.id}, t.*, ${tx.now()}::timestamptz, ${id} from unnest(${notices.map((each) => each.id)}::bigint[],
        ${notices.map(({ organizationId }) => organizationId)}::bigint[]) as t on conflict do nothing`.execute(tx.db);
  return skipped === undefined;
}
