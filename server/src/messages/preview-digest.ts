import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/messages';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { notFound } from '../errors.ts';
import { listAddressees } from './addressees.ts';
import { createArchive } from './archive.ts';
import { turnOf } from './build-digests.ts';
import { composeDigest } from './compose-digest.ts';
import { siteScope } from './compose-instants.ts';
import { renderDigest } from './mails/render.ts';
import { requireOneself } from './oneself.ts';
import { findRecipient, type Press, readerOf } from './person.ts';
import { sendMessage } from './send-message.ts';

/** The digest that is being gathered, as it would be now. Nothing in it counts as told. Takes a context that sees all organizations. */
export async function previewDigest(
  ctx: Ctx,
  { params, body }: { params: { user_id: string }; body: BodyOf<typeof contract.previewDigest> },
  press: Press,
): Promise<contract.DigestPreview> {
  const person = await requireOneself(ctx, params.user_id);
  const addressees = await listAddressees(ctx.db, sql`u.id = ${person.id}`);
  const recipient = await findRecipient(ctx.db, person.uuid);
  const [first] = addressees;
  if (recipient === undefined || first === undefined) throw notFound();
  const { kind } = body;
  const window = { from: turnOf(addressees, kind, ctx.now()), to: ctx.now() };
  const { digest, isChanged } = await composeDigest(ctx, createArchive(ctx.db), { kind, window, addressees });
  const why = { type: kind, scope: siteScope(first.preferences) };
  const mail = await renderDigest(digest, readerOf(recipient, press, kind, why));
  const isSent = body.send === true;
  return inTransaction(ctx, async (tx) => {
    if (isSent)
      await sendMessage(tx, { to: recipient, kind: 'test', organizationId: null, mail, subscription: kind }, press);
    await audit(tx, 'message.previewed', {
      organizationId: person.organization_id ?? platform,
      target: { type: 'user', id: person.uuid },
      after: { kind, sent: isSent },
    });
    return { subject: mail.subject, html: mail.html, text: mail.text, sent: isSent, unchanged: !isChanged };
  });
}
