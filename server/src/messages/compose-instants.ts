import { sql } from 'kysely';
import type { Ctx, TxCtx } from '../context.ts';
import type { ChosenPreferences } from '../notifications/preferences.ts';
import { type Addressee, listAddressees, scopeOf } from './addressees.ts';
import { type Archive, createArchive } from './archive.ts';
import { type Described, type Fleet, narrow } from './described.ts';
import { renderNews, type Why } from './mails/render.ts';
import type { News } from './news.ts';
import { combineFrom, nextMessageAt } from './pace.ts';
import { holdRecipient, type Press, type Recipient, readerOf } from './person.ts';
import { sendMessage } from './send-message.ts';
import { createTurns } from './turns.ts';

const peopleAtOnce = 200;
const loudRisk = 20;

/** What notices say, read once for all who are told of them. */
interface Told {
  readonly described: ReadonlyMap<number, Described>;
  readonly fleets: ReadonlyMap<number, Fleet>;
}

/** Writes the messages that are due now to those who are told at once, each in a transaction of its own. Returns their number. */
export async function composeInstants(ctx: Ctx, press: Press, signal?: AbortSignal): Promise<number> {
  let written = 0;
  const turns = createTurns(ctx);
  // Those to whom somebody else writes, and those for whom it failed: the next call looks at them again.
  const passedOver: number[] = [];
  for (;;) {
    const { rows } = await sql<{ user_id: number; notice_ids: number[] }>`
      select user_id, json_agg(notice_id) as notice_ids from message_items
      where message_id is null and not is_dropped and due_at <= ${ctx.now()} and user_id <> all(${passedOver}::bigint[])
      group by user_id order by user_id limit ${peopleAtOnce}`.execute(ctx.db);
    if (rows.length === 0) break;
    const told = await readTold(
      createArchive(ctx.db),
      rows.flatMap((row) => row.notice_ids),
    );
    for (const { user_id: userId } of rows) {
      if (signal?.aborted === true) return written;
      const result = await turns.take(userId, (tx) => composeFor(tx, userId, told, press));
      if (result === undefined || result === 'busy') passedOver.push(userId);
      else written += result;
    }
  }
  turns.end();
  return written;
}

async function readTold(archive: Archive, noticeIds: readonly number[]): Promise<Told> {
  const described = await archive.described(noticeIds);
  return {
    described,
    fleets: await archive.fleets([...described.values()].map(({ organizationId }) => organizationId)),
  };
}

interface Item {
  readonly noticeId: number;
  readonly organizationId: number;
}

async function composeFor(tx: TxCtx, userId: number, told: Told, press: Press): Promise<number | 'busy'> {
  const recipient = await holdRecipient(tx.db, userId);
  if (recipient === undefined) return dropOfNobody(tx, userId);
  const { rows: items } = await sql<Item>`
    select notice_id as "noticeId", organization_id as "organizationId" from message_items
    where user_id = ${userId} and message_id is null and not is_dropped and due_at <= ${tx.now()} order by notice_id`.execute(
    tx.db,
  );
  // What came after the notices were read is for the next round.
  const known = items.filter(({ noticeId }) => told.described.has(noticeId));
  if (known.length === 0) return 'busy';
  const addressees = await listAddressees(tx.db, sql`u.id = ${userId}`);
  const groups = await groupsOf(tx, userId, known, addressees, told);
  let written = 0;
  for (const group of groups) written += await composeGroup(tx, recipient, group, press);
  return written;
}

/** The person is gone, or somebody else is writing to them. */
async function dropOfNobody(tx: TxCtx, userId: number): Promise<'busy' | 0> {
  const { rows } = await sql`select from users where id = ${userId} and is_active and not is_deleted`.execute(tx.db);
  if (rows.length > 0) return 'busy';
  await sql`update message_items set is_dropped = true where user_id = ${userId} and message_id is null`.execute(tx.db);
  return 0;
}

interface Group {
  readonly addressee: Addressee;
  readonly items: readonly { readonly noticeId: number; readonly news: News }[];
}

/** What is left to tell, organization by organization; the rest is dropped. */
async function groupsOf(
  tx: TxCtx,
  userId: number,
  items: readonly Item[],
  addressees: readonly Addressee[],
  { described, fleets }: Told,
): Promise<Group[]> {
  const groups = new Map<number, Group>();
  const dropped: number[] = [];
  for (const { noticeId, organizationId } of items) {
    const addressee = addressees.find((each) => each.organizationId === organizationId);
    const [what, fleet] = [described.get(noticeId), fleets.get(organizationId)];
    const news = addressee && what && fleet ? narrow(what, fleet, scopeOf(addressee)) : null;
    if (news === null || addressee === undefined) {
      dropped.push(noticeId);
      continue;
    }
    const own = groups.get(organizationId) ?? { addressee, items: [] };
    groups.set(organizationId, { ...own, items: [...own.items, { noticeId, news }] });
  }
  if (dropped.length > 0)
    await sql`update message_items set is_dropped = true where user_id = ${userId} and notice_id = any(${dropped}::bigint[])`.execute(
      tx.db,
    );
  return [...groups.values()];
}

async function composeGroup(tx: TxCtx, to: Recipient, { addressee, items }: Group, press: Press): Promise<number> {
  const sent = await sql<{ created_at: string }>`select created_at from messages
    where user_id = ${to.id} and kind = 'instant' and skipped is null and created_at > ${tx.now()}::timestamptz - interval '1 hour'`.execute(
    tx.db,
  );
  const times = sent.rows.map((row) => new Date(row.created_at));
  const isLoud = items.some(({ news }) => 'hole' in news && (news.hole.risk ?? 0) >= loudRisk);
  const wait = nextMessageAt(times, tx.now(), isLoud);
  if (wait !== null) {
    await sql`update message_items set due_at = ${wait} where user_id = ${to.id}
      and notice_id = any(${items.map(({ noticeId }) => noticeId)}::bigint[])`.execute(tx.db);
    return 0;
  }
  const mails = items.length < combineFrom ? items.map((item) => [item]) : [items];
  for (const each of mails) await composeOne(tx, to, addressee, each, press);
  return mails.length;
}

async function composeOne(
  tx: TxCtx,
  to: Recipient,
  addressee: Addressee,
  items: Group['items'],
  press: Press,
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  const { news } = first;
  const kinds = [...new Set(items.map((item) => item.news.kind))];
  const reader = readerOf(to, press, news.kind, whyInstant(kinds, addressee.preferences));
  const id = await sendMessage(
    tx,
    {
      to,
      kind: 'instant',
      organizationId: addressee.organizationId,
      mail: await renderNews(
        items.map((item) => item.news),
        reader,
      ),
      ...(to.isPaused && { skipped: 'paused' as const }),
      subscription: news.kind,
      sender: `${news.organization.name} via Patchlight`,
      ...(items.length === 1 ? threadOf(news, to) : {}),
    },
    press,
  );
  await sql`update message_items set message_id = ${id ?? null} where user_id = ${to.id}
    and notice_id = any(${items.map(({ noticeId }) => noticeId)}::bigint[])`.execute(tx.db);
}

/** Mails about one hole of an organization stand in one thread: the first one has the name that the others refer to. */
function threadOf(news: News, { uuid }: Recipient): { mailId: string; threadId?: string } {
  if (!('hole' in news)) return { mailId: `${news.id}.${uuid}` };
  const hole = news.hole.advisory ?? `${news.hole.project.name}.${news.hole.title}`;
  const thread = `${news.organization.id}.${hole.replace(/[^A-Za-z0-9.-]+/g, '-')}.${uuid}`;
  return { mailId: `${news.id}.${uuid}`, threadId: thread };
}

export function whyInstant(kinds: readonly News['kind'][], { tags, site_ids, risk_threshold }: ChosenPreferences): Why {
  const isOfSites = kinds.some((kind) => !['membership_changed', 'key_ending', 'report_ready'].includes(kind));
  return {
    type: 'instant',
    kinds,
    fromRisk: kinds.includes('security_exposure') && risk_threshold > 0 ? risk_threshold : null,
    scope: isOfSites ? siteScope({ tags, site_ids }) : null,
  };
}

/** The sites that somebody asked to hear of, in the words of a mail. */
export function siteScope({
  tags,
  site_ids,
}: Pick<ChosenPreferences, 'tags' | 'site_ids'>): Extract<Why, { type: 'daily' | 'weekly' }>['scope'] {
  if (tags.length > 0) return { type: 'tags', names: tags };
  return site_ids.length > 0 ? { type: 'sites', names: [] } : { type: 'all' };
}
