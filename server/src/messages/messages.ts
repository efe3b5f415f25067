import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/messages';
import { type RawBuilder, sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction, isInScope } from '../context.ts';
import { requestJob } from '../db/jobs.ts';
import { containing } from '../db/like.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import { requireOrganization } from '../organizations/organizations.ts';
import { requireOneself } from './oneself.ts';

type Message = contract.Message;

const status = sql`case when m.skipped is not null then m.skipped when b.sent_at is not null then 'delivered'
  when b.failed_at is not null then 'failed' else 'waiting' end`;
const columns = sql`m.uuid as id, m.kind, case when o.id is not null then json_build_object('id', o.uuid, 'name', o.name) end as organization,
  json_build_object('id', u.uuid, 'name', u.name) as recipient, m.subject, ${status} as status, coalesce(b.attempts, 0) as attempts,
  coalesce(b.answer, b.failure) as answer, m.window_start, m.window_end, m.created_at, b.sent_at`;
// Sent again, a message has several mails; the newest tells.
const from = sql`from messages m join users u on u.id = m.user_id left join organizations o on o.id = m.about_organization_id
  left join lateral (select * from outbox b where b.message_id = m.id order by b.id desc limit 1) b on true`;

type ListInput = { query: QueryOf<typeof contract.listMessages>; page: PageRequest };

async function listWhere(
  db: Ctx['db'],
  isMeant: RawBuilder<unknown>,
  { query, page }: ListInput,
): Promise<Page<Message>> {
  const where = sql`where ${isMeant} and ${query.kind === undefined ? sql`true` : sql`m.kind = ${query.kind}`}
    and ${query.status === undefined ? sql`true` : sql`${status} = ${query.status}`}`;
  const descending = query.sort !== 'created_at';
  return selectPage<Message>(db, {
    select: sql`select ${columns}, m.created_at as _at, m.id as _id ${from} ${where}`,
    sort: [
      { column: '_at', type: 'timestamptz', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total ${from} ${where}`,
  });
}

/** Messages to oneself. Takes a database that sees all organizations: what one was sent is one's own, whoever it was about. */
export async function listMessages(ctx: Ctx, input: ListInput & { params: { user_id: string } }, everyone: Ctx['db']) {
  const person = await requireOneself({ ...ctx, db: everyone }, input.params.user_id);
  return listWhere(everyone, sql`m.user_id = ${person.id}`, input);
}

/** Messages about one organization, to whoever of its members. */
export async function listOrganizationMessages(
  ctx: Ctx,
  input: ListInput & { params: { org_id: string } },
  everyone: Ctx['db'],
): Promise<Page<Message>> {
  const { id } = await requireOrganization(ctx, input.params.org_id);
  if (!isInScope(ctx.organizationIds, id)) throw forbidden();
  return listWhere(everyone, sql`m.about_organization_id = ${id}`, input);
}

/** The same mail once more, under an id of its own: a mailbox would hide the same. */
export async function resendMessage(
  ctx: Ctx,
  { params }: { params: { user_id: string; message_id: string } },
  everyone: Ctx['db'],
): Promise<Message> {
  const all = { ...ctx, db: everyone };
  const person = await requireOneself(all, params.user_id);
  return inTransaction(all, async (tx) => {
    const { rows } = await sql<{ id: number; last: number | null; is_waiting: boolean }>`
      select m.id, b.id as last, b.id is not null and b.sent_at is null and b.failed_at is null as is_waiting ${from}
      where m.uuid = ${params.message_id} and m.user_id = ${person.id} for update of m`.execute(tx.db);
    const [message] = rows;
    if (message === undefined) throw notFound();
    if (message.last === null) throw conflict('Nothing was sent, so that there is nothing to send again.');
    if (message.is_waiting) throw conflict('It waits to be sent already.');
    await sql`insert into outbox (kind, recipient, subject, text, html, message_id, sender, thread_id, unsubscribe_url, created_at,
        next_attempt_at, expires_at)
      select kind, ${person.email}, subject, text, html, message_id, sender, thread_id, unsubscribe_url, ${tx.now()}, ${tx.now()},
        ${tx.now()}::timestamptz + interval '1 day' from outbox where id = ${message.last}`.execute(tx.db);
    await requestJob(tx.db, 'send-mails');
    await audit(tx, 'message.resent', {
      organizationId: person.organization_id ?? platform,
      target: { type: 'message', id: params.message_id },
    });
    const found = await sql<Message>`select ${columns} ${from} where m.id = ${message.id}`.execute(tx.db);
    if (found.rows[0] === undefined) throw notFound();
    return found.rows[0];
  });
}

const mailStatus = sql`case when sent_at is not null then 'delivered' when failed_at is not null then 'failed' else 'waiting' end`;

/** Every mail there is, for whoever runs the installation: without a mail server this is where they can be seen. */
export async function listMails(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listMails>; page: PageRequest },
): Promise<Page<contract.Mail>> {
  const where = sql`where ${query.status === undefined ? sql`true` : sql`${mailStatus} = ${query.status}`}
    and ${query.q === undefined ? sql`true` : sql`(recipient ilike ${containing(query.q)} or subject ilike ${containing(query.q)})`}`;
  const descending = query.sort !== 'created_at';
  return selectPage<contract.Mail>(ctx.db, {
    select: sql`select uuid as id, kind, recipient, subject, ${mailStatus} as status, attempts, coalesce(answer, failure) as answer,
      created_at, case when sent_at is null and failed_at is null then next_attempt_at end as next_attempt_at, sent_at,
      (sent_at is null and failed_at is null)::int::bigint as _waits, created_at as _at, id as _id from outbox ${where}`,
    sort: [
      { column: '_waits', type: 'bigint', descending: true },
      { column: '_at', type: 'timestamptz', descending },
      { column: '_id', type: 'bigint', descending },
    ],
    page,
    total: sql`select count(*) as total from outbox ${where}`,
  });
}
