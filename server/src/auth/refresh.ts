import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction, type Person, type TxCtx } from '../context.ts';
import { OperationError } from '../errors.ts';
import { hashOf } from './api-keys.ts';
import { type Device, isLive, successorOf, userAgentOf } from './sessions.ts';

/** How long the token before the newest one still gives the newest one: two tabs, or an answer that got lost. */
const graceMs = 10_000;

export interface Renewed {
  readonly person: Person;
  readonly tokenVersion: number;
  readonly sessionId: string;
  readonly refreshToken: string;
}

interface SessionRow {
  readonly session_id: number;
  readonly session_uuid: string;
  readonly user_id: number;
  readonly user_uuid: string;
  readonly name: string;
  readonly role: string;
  readonly token_version: number;
  readonly organization_id: number | null;
}

const sessionColumns = sql`s.id as session_id, s.uuid as session_uuid, u.id as user_id, u.uuid as user_uuid, u.name, u.role,
  u.token_version, u.organization_id`;
// Whose every organization was deleted or switched off is cut off with it.
const isUsersOwn = sql`u.is_active and not u.is_deleted and u.token_version = s.token_version
  and (u.role = 'superuser' or exists (select from memberships m
    join organizations o on o.id = m.organization_id and o.is_active and not o.is_deleted where m.user_id = u.id))`;

/**
 * Trades a refresh token for its successor. One that was traded before ends the whole session: either its owner or somebody
 * else holds a copy. Takes a context that sees all organizations.
 */
export async function refreshSession(
  ctx: Ctx,
  { token, device, secretKey }: { token: string; device: Device; secretKey: string },
): Promise<Renewed> {
  const renewed = await inTransaction(ctx, async (tx) => {
    const hash = hashOf(token);
    const row = await takeToken(tx, hash, device);
    if (row === undefined) return replay(tx, { token, hash, secretKey });
    const nonce = randomBytes(32);
    const refreshToken = successorOf(secretKey, token, nonce);
    await tx.db
      .insertInto('refresh_tokens')
      .values({
        hash: hashOf(refreshToken),
        session_id: row.session_id,
        parent_hash: hash,
        nonce,
        created_at: tx.now(),
      })
      .execute();
    return record(tx, row, refreshToken);
  });
  // Thrown out here: what a replay has ended stays ended.
  if (renewed === null)
    throw new OperationError('unauthenticated', { message: 'The session has ended. Sign in again.' });
  return renewed;
}

/** The session of a token that is good and was not used yet. Of several at once the first gets it, the others find it used. */
async function takeToken(tx: TxCtx, hash: Buffer, device: Device): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    with taken as (
      update refresh_tokens t set used_at = ${tx.now()} from sessions s join users u on u.id = s.user_id
      where t.hash = ${hash} and t.used_at is null and s.id = t.session_id and ${isLive(tx, 's')} and ${isUsersOwn}
      returning ${sessionColumns}
    ), noted as (
      update sessions set last_used_at = ${tx.now()}, user_agent = ${userAgentOf(device)}, address = ${device.source}
      where id in (select session_id from taken)
    )
    select * from taken`.execute(tx.db);
  return rows[0];
}

interface UsedRow extends SessionRow {
  readonly used_at: string | null;
  readonly child_hash: Buffer | null;
  readonly child_nonce: Buffer | null;
  readonly child_used_at: string | null;
}

/** A token that could not be taken: within the grace its unused successor again, otherwise the end of the session. */
async function replay(
  tx: TxCtx,
  { token, hash, secretKey }: { token: string; hash: Buffer; secretKey: string },
): Promise<Renewed | null> {
  const { rows } = await sql<UsedRow>`
    select ${sessionColumns}, t.used_at, c.hash as child_hash, c.nonce as child_nonce, c.used_at as child_used_at
    from refresh_tokens t join sessions s on s.id = t.session_id join users u on u.id = s.user_id
      left join refresh_tokens c on c.parent_hash = t.hash
    where t.hash = ${hash} and ${isLive(tx, 's')} and ${isUsersOwn}`.execute(tx.db);
  const row = rows[0];
  if (row === undefined || row.used_at === null) return null;
  const age = tx.now().getTime() - new Date(row.used_at).getTime();
  if (row.child_nonce !== null && row.child_used_at === null && age <= graceMs) {
    const successor = successorOf(secretKey, token, row.child_nonce);
    // The server's key was changed in between: the successor cannot be told any more.
    return row.child_hash?.equals(hashOf(successor)) === true ? record(tx, row, successor) : null;
  }
  await sql`update sessions set ended_at = ${tx.now()}, end_reason = 'reuse' where id = ${row.session_id}`.execute(
    tx.db,
  );
  await auditSession(tx, 'session.reuseDetected', row);
  return null;
}

async function record(tx: TxCtx, row: SessionRow, refreshToken: string): Promise<Renewed> {
  await auditSession(tx, 'session.refreshed', row);
  return { person: personOf(row), tokenVersion: row.token_version, sessionId: row.session_uuid, refreshToken };
}

function auditSession(tx: TxCtx, action: 'session.refreshed' | 'session.reuseDetected', row: SessionRow) {
  return audit({ ...tx, actor: personOf(row) }, action, {
    organizationId: row.organization_id ?? platform,
    target: { type: 'session', id: row.session_uuid },
  });
}

function personOf({ user_id: id, user_uuid: uuid, name, role, session_uuid: sessionId }: SessionRow) {
  return { type: 'user', id, uuid, name, isSuperuser: role === 'superuser', memberships: [], sessionId } as const;
}

/** Who holds this refresh token, used or not, for signing out with it. */
export async function personOfRefreshToken(ctx: Ctx, token: string): Promise<Renewed['person'] | null> {
  const { rows } = await sql<SessionRow>`select ${sessionColumns}
    from refresh_tokens t join sessions s on s.id = t.session_id join users u on u.id = s.user_id
    where t.hash = ${hashOf(token)} and ${isLive(ctx, 's')} and ${isUsersOwn}`.execute(ctx.db);
  return rows[0] === undefined ? null : personOf(rows[0]);
}
