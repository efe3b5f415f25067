import { createHash, randomBytes } from 'node:crypto';
import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/invitations';
import type { Role } from '@patchlight/contract/roles';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inScope, inTransaction, isInScope, type Scope, type TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { constraintOf } from '../db/failures.ts';
import { type Page, type PageRequest, selectPage } from '../db/page.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { type AccountMails, stranger } from '../mail/account-mails.ts';
import { queueMail } from '../mail/outbox.ts';
import { refuseRoleAbove } from './target.ts';

type Invitation = contract.Invitation;

const invitationMs = 24 * 60 * 60_000;
const columns = sql`i.uuid as id, i.email, i.name, i.role, i.created_at, i.expires_at,
  json_build_object('id', o.uuid, 'name', o.name) as organization`;
const from = sql`from invitations i join organizations o on o.id = i.organization_id and not o.is_deleted`;

export const hashOfToken = (token: string) => createHash('sha256').update(token).digest();

interface NewInvitation {
  readonly organization: { readonly id: number; readonly name: string };
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** An invitation and its mail, in one transaction; the token stands in the mail only. The context sees all organizations. */
export async function insertInvitation(
  tx: TxCtx,
  input: NewInvitation,
  mails: AccountMails,
): Promise<{ uuid: string; created_at: string }> {
  const { organization, email, name, role } = input;
  await sql`delete from invitations where organization_id = ${organization.id} and lower(email) = ${email}
    and accepted_at is null and expires_at <= ${tx.now()}`.execute(tx.db);
  const token = randomBytes(32).toString('base64url');
  const row = await tx.db
    .insertInto('invitations')
    .values({
      organization_id: organization.id,
      uuid: newId(),
      email,
      name,
      role,
      token_hash: hashOfToken(token),
      created_at: tx.now(),
      created_by: tx.actor.type === 'user' ? tx.actor.id : null,
      expires_at: new Date(tx.now().getTime() + invitationMs),
    })
    .returning(['uuid', 'created_at'])
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => {
      if (constraintOf(error) !== 'invitations_pending') throw error;
      throw conflict('This address is invited already: send the invitation again or take it back.', '/email');
    });
  await queueInvitation(tx, { email, name, organization: organization.name, token, mails });
  await audit(tx, 'invitation.created', {
    organizationId: organization.id,
    target: { type: 'invitation', id: row.uuid },
    after: { email, name, role },
  });
  return row;
}

// The token travels behind the #, which no browser sends to a server and no proxy writes down.
async function queueInvitation(
  tx: TxCtx,
  {
    email,
    name,
    organization,
    token,
    mails,
  }: { email: string; name: string; organization: string; token: string; mails: AccountMails },
): Promise<void> {
  const url = `${mails.publicUrl}/accept-invitation#token=${token}`;
  await queueMail(tx, {
    kind: 'invitation',
    recipient: email,
    expiresAt: new Date(tx.now().getTime() + invitationMs),
    ...(await mails.invitation({ ...stranger, email, name }, { url, organization })),
  });
}

export async function listInvitations(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listInvitations>; page: PageRequest },
): Promise<Page<Invitation>> {
  const where = sql`i.accepted_at is null and ${inScope(ctx.organizationIds, 'i.organization_id')}
    and ${query.organization_id === undefined ? sql`true` : sql`o.uuid = ${query.organization_id}`}`;
  return selectPage(ctx.db, {
    select: sql`select ${columns}, i.id as _id ${from} where ${where}`,
    sort: [{ column: '_id', type: 'bigint', descending: query.sort !== 'created_at' }],
    page,
    total: sql`select count(*) as total ${from} where ${where}`,
  });
}

export async function resendInvitation(
  ctx: Ctx,
  { params }: { params: { invitation_id: string } },
  { everyone, mails }: { everyone: Db; mails: AccountMails },
): Promise<Invitation> {
  const found = await requireInvitation(ctx, params.invitation_id);
  // Who sends it grants it once more.
  refuseRoleAbove(ctx.actor, found.organization_id, found.role);
  return inTransaction({ ...ctx, db: everyone }, async (tx) => {
    const token = randomBytes(32).toString('base64url');
    const expires_at = new Date(tx.now().getTime() + invitationMs);
    const { rows } = await sql`update invitations set token_hash = ${hashOfToken(token)}, expires_at = ${expires_at}
      where uuid = ${params.invitation_id} and accepted_at is null returning id`.execute(tx.db);
    if (rows.length === 0) throw notFound();
    await queueInvitation(tx, {
      email: found.email,
      name: found.name,
      organization: found.organization_name,
      token,
      mails,
    });
    await audit(tx, 'invitation.resent', {
      organizationId: found.organization_id,
      target: { type: 'invitation', id: params.invitation_id },
      after: { email: found.email, role: found.role },
    });
    const sent = await sql<Invitation>`select ${columns} ${from} where i.uuid = ${params.invitation_id}`.execute(tx.db);
    if (sent.rows[0] === undefined) throw notFound();
    return sent.rows[0];
  });
}

export async function revokeInvitation(ctx: Ctx, { params }: { params: { invitation_id: string } }): Promise<void> {
  const found = await requireInvitation(ctx, params.invitation_id);
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql`delete from invitations where uuid = ${params.invitation_id} and accepted_at is null
      returning id`.execute(tx.db);
    if (rows.length === 0) throw notFound();
    await audit(tx, 'invitation.revoked', {
      organizationId: found.organization_id,
      target: { type: 'invitation', id: params.invitation_id },
      before: { email: found.email, role: found.role },
    });
  });
}

interface InvitationRow {
  readonly organization_id: number;
  readonly organization_name: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

async function requireInvitation(ctx: Ctx, uuid: string): Promise<InvitationRow> {
  const found = await findInvitation(ctx.db, ctx.visibleOrganizationIds, uuid);
  if (found === undefined) throw notFound();
  if (!isInScope(ctx.organizationIds, found.organization_id)) throw forbidden();
  return found;
}

async function findInvitation(db: Ctx['db'], scope: Scope, uuid: string): Promise<InvitationRow | undefined> {
  const { rows } =
    await sql<InvitationRow>`select i.organization_id, o.name as organization_name, i.email, i.name, i.role ${from}
    where i.uuid = ${uuid} and i.accepted_at is null and ${inScope(scope, 'i.organization_id')}`.execute(db);
  return rows[0];
}

/** True when the invitation is there, open and within the scope. */
export async function seesInvitation(db: Ctx['db'], scope: Scope, uuid: string): Promise<boolean> {
  return (await findInvitation(db, scope, uuid)) !== undefined;
}
