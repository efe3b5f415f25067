import { createHmac, randomBytes } from 'node:crypto';
import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/sessions';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Actor, type Ctx, inTransaction, type Person, type TxCtx } from '../context.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { forbidden, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { endSessionsOf } from '../users/end-sessions.ts';
import { hashOf } from './api-keys.ts';

const absoluteDays = 30;
export const idleDays = 7;
const dayMs = 86_400_000;

/** Where a request comes from, as the list of sessions shows it. */
export interface Device {
  readonly source: string;
  readonly userAgent: string | undefined;
}

/** Begins a session. Returns its id and its first refresh token, of which only the hash is stored. */
export async function startSession(
  tx: TxCtx,
  { user, device }: { user: { id: number; tokenVersion: number }; device: Device },
): Promise<{ sessionId: string; refreshToken: string }> {
  const now = tx.now();
  await sql`delete from sessions where user_id = ${user.id} and expires_at < ${now}`.execute(tx.db);
  const session = await tx.db
    .insertInto('sessions')
    .values({
      uuid: newId(),
      user_id: user.id,
      token_version: user.tokenVersion,
      created_at: now,
      last_used_at: now,
      expires_at: new Date(now.getTime() + absoluteDays * dayMs),
      user_agent: userAgentOf(device),
      address: device.source,
    })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow();
  const refreshToken = randomBytes(32).toString('base64url');
  await tx.db
    .insertInto('refresh_tokens')
    .values({ hash: hashOf(refreshToken), session_id: session.id, nonce: randomBytes(32), created_at: now })
    .execute();
  return { sessionId: session.uuid, refreshToken };
}

export function userAgentOf({ userAgent }: Device): string | null {
  // What PostgreSQL takes in a text, and no longer than a person reads.
  return userAgent?.replace(/[^\x20-\x7e]/g, '').slice(0, 256) ?? null;
}

/**
 * The token after this one. It can be made again, so that the second of two requests that raced gets the same one; nobody
 * can make it without the server's key, the token before it, and the nonce that is stored with it.
 */
export function successorOf(secretKey: string, token: string, nonce: Buffer): string {
  return createHmac('sha256', secretKey).update(`refresh ${token} `).update(nonce).digest('base64url');
}

/** Takes a context that sees all organizations: sessions belong to none. */
export async function listSessions(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listSessions>; page: PageRequest },
): Promise<Page<contract.Session>> {
  const { id, sessionId } = requirePerson(ctx.actor);
  const where = sql`user_id = ${id} and ${isLive(ctx)}`;
  return selectPage(ctx.db, {
    select: sql`select uuid as id, created_at, last_used_at, expires_at, user_agent, address,
      uuid is not distinct from ${sessionId ?? null}::uuid as is_current, id as _id from sessions where ${where}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'created_at' }],
    page,
    total: sql`select count(*) as total from sessions where ${where}`,
  });
}

/** Not ended, not too old, and used within the last days. */
export function isLive(ctx: Pick<Ctx, 'now'>, alias = 'sessions') {
  const idleSince = new Date(ctx.now().getTime() - idleDays * dayMs);
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql<boolean>`(${column('ended_at')} is null and ${column('expires_at')} > ${ctx.now()}
    and ${column('last_used_at')} > ${idleSince})`;
}

export async function endSession(ctx: Ctx, { params }: { params: { session_id: string } }): Promise<void> {
  const person = requirePerson(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql`update sessions set ended_at = ${tx.now()}, end_reason = 'revoked'
      where uuid = ${params.session_id} and user_id = ${person.id} and ${isLive(tx)} returning id`.execute(tx.db);
    if (rows.length === 0) throw notFound();
    await auditEnd(tx, person.id, { type: 'session', id: params.session_id });
  });
}

/** Ends one session of the person, or all of them. */
export async function logout(ctx: Ctx, { person, all }: { person: Person; all: boolean }): Promise<void> {
  const { id, uuid, sessionId = '' } = person;
  await inTransaction({ ...ctx, actor: person }, async (tx) => {
    if (all) await endSessionsOf(tx, id, 'logout');
    else
      await sql`update sessions set ended_at = ${tx.now()}, end_reason = 'logout'
        where uuid = ${sessionId} and ended_at is null`.execute(tx.db);
    await auditEnd(tx, id, all ? { type: 'user', id: uuid } : { type: 'session', id: sessionId });
  });
}

async function auditEnd(tx: TxCtx, userId: number, target: { type: string; id: string }): Promise<void> {
  const home = await tx.db.selectFrom('users').select('organization_id').where('id', '=', userId).executeTakeFirst();
  await audit(tx, target.type === 'user' ? 'session.allEnded' : 'session.ended', {
    organizationId: home?.organization_id ?? platform,
    target,
  });
}

function requirePerson(actor: Actor): Person {
  if (actor.type !== 'user') throw forbidden('A key has no sessions.');
  return actor;
}
