import type * as contract from '@patchlight/contract/channels';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { newId } from '../ids.ts';
import type { Named } from '../messages/news.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { holdChannel, requireChannel } from './channels.ts';
import { deliveryOf } from './deliveries.ts';
import { exampleNews } from './example-news.ts';
import { type Form, render } from './render.ts';
import { isTaken, noteOf, type Receiver, send } from './send.ts';

interface TestParts {
  readonly outgoing: Outgoing;
  readonly publicUrl: () => string;
}

/** Sends an example at once, also to a channel that is switched off, and never again by itself. */
export async function testChannel(
  ctx: Ctx,
  { params }: { params: { channel_id: string } },
  { outgoing, publicUrl }: TestParts,
): Promise<contract.ChannelDelivery> {
  const { id, organization_id: organizationId } = await requireChannel(ctx, params.channel_id);
  const { rows } = await sql<Receiver & Form & { organization: Named }>`
    select c.type, c.url, c.secret, c.former_secret, c.former_secret_until, c.template,
      json_build_object('id', o.uuid, 'name', o.name) as organization
    from channels c join organizations o on o.id = c.organization_id
    where c.organization_id = ${organizationId} and c.id = ${id}`.execute(ctx.db);
  const [receiver] = rows;
  if (receiver === undefined) throw new Error(`The channel ${id} is gone.`);
  const delivery = newId();
  const news = {
    ...exampleNews,
    id: delivery,
    organization: receiver.organization,
    at: ctx.now(),
    hole: { ...exampleNews.hole, title: 'This is a test: nothing is wrong.' },
  };
  const { body } = render(receiver, news, publicUrl());
  const sending = { id: delivery, body, at: ctx.now() };
  const posted = await send(outgoing, receiver, sending, new AbortController().signal);
  const status = isTaken(posted) ? 'delivered' : 'failed';
  return inTransaction(ctx, async (tx) => {
    const channel = await holdChannel(tx, params.channel_id);
    const note = noteOf(posted);
    await tx.db
      .insertInto('channel_deliveries')
      .values({
        organization_id: organizationId,
        uuid: delivery,
        channel_id: id,
        event: 'test',
        subject: 'A test',
        body,
        status,
        attempts: 1,
        ...note,
        created_at: tx.now(),
      })
      .execute();
    await audit(tx, 'channel.tested', {
      organizationId,
      target: { type: 'channel', id: channel.uuid },
      after: { status, status_code: note.status_code },
    });
    return deliveryOf(tx, channel, delivery);
  });
}
