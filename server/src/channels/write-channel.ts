import { channelLimits } from '@patchlight/contract/channel-lists';
import type * as contract from '@patchlight/contract/channels';
import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { conflict, invalid, OperationError, requireName } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { organizationFor } from '../sites/write-site.ts';
import { type ChannelKey, holdChannel, requireChannel, viewChannel } from './channels.ts';
import { stopDeliveries } from './deliveries.ts';
import { formerSecretHours, newSecret, secretText } from './sign.ts';
import { requireTemplate } from './template.ts';

type Guard = Pick<Outgoing, 'refuseAddress'>;

/** From now on: of what was announced before, nothing is told. */
const newest = (organizationId: number) =>
  sql<number>`(select coalesce(max(a.id), 0) from notices a where a.organization_id = ${organizationId})`;

export async function createChannel(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createChannel> },
  outgoing: Guard,
): Promise<ResponseOf<typeof contract.createChannel>> {
  const organizationId = await organizationFor(ctx, body.organization_id);
  const name = requireName(body.name);
  const template = templateFor(body.type, body.template ?? null);
  await outgoing.refuseAddress(body.url);
  return inTransaction(ctx, async (tx) => {
    await refuseTooMany(tx, organizationId);
    const uuid = newId();
    const secret = body.type === 'webhook' ? newSecret() : null;
    const settings = {
      name,
      events: body.events ?? [],
      tags: distinct(body.tags ?? []),
      min_risk: body.min_risk ?? null,
      is_active: body.is_active ?? true,
    };
    await tx.db
      .insertInto('channels')
      .values({
        organization_id: organizationId,
        uuid,
        type: body.type,
        url: normal(body.url),
        secret,
        template,
        ...settings,
        last_notice_id: newest(organizationId),
        created_at: tx.now(),
        created_by: tx.actor.type === 'user' ? tx.actor.id : null,
        updated_at: tx.now(),
      })
      .execute();
    await audit(tx, 'channel.created', {
      organizationId,
      target: { type: 'channel', id: uuid },
      after: { type: body.type, ...settings, ...hidden({ url: body.url, template }) },
    });
    return { channel: await viewChannel(tx, uuid), secret: secret && secretText(secret) };
  });
}

export async function updateChannel(
  ctx: Ctx,
  { params, body }: { params: { channel_id: string }; body: BodyOf<typeof contract.updateChannel> },
  outgoing: Guard,
): Promise<contract.Channel> {
  const { type } = await requireChannel(ctx, params.channel_id);
  const { url, template, is_active: isActive, ...rest } = body;
  const changes = {
    ...rest,
    ...(rest.name !== undefined && { name: requireName(rest.name) }),
    ...(rest.tags !== undefined && { tags: distinct(rest.tags) }),
    ...(template !== undefined && { template: templateFor(type, template) }),
    // Whoever is there now has three days of his own.
    ...(url !== undefined && { url: normal(url), failing_since: null }),
  };
  if (url !== undefined) await outgoing.refuseAddress(url);
  return inTransaction(ctx, async (tx) => {
    const channel = await holdChannel(tx, params.channel_id);
    const before = await settingsOf(tx, channel);
    await tx.db
      .updateTable('channels')
      .set({ ...changes, updated_at: tx.now() })
      .where('organization_id', '=', channel.organization_id)
      .where('id', '=', channel.id)
      .execute();
    if (isActive === true && !before.is_active) await switchOn(tx, channel);
    if (isActive === false && before.is_active) await switchOff(tx, channel, null);
    const after = await settingsOf(tx, channel);
    await audit(tx, 'channel.updated', {
      organizationId: channel.organization_id,
      target: { type: 'channel', id: channel.uuid },
      before: { ...before, ...hidden(before) },
      after: { ...after, ...hidden(after), ...(after.url !== before.url && { url_changed: true }) },
    });
    return viewChannel(tx, channel.uuid);
  });
}

/** The channel with its deliveries; one that is on its way arrives and is noted nowhere. */
export async function deleteChannel(ctx: Ctx, { params }: { params: { channel_id: string } }): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const channel = await holdChannel(tx, params.channel_id);
    const before = await settingsOf(tx, channel);
    const own = sql`organization_id = ${channel.organization_id}`;
    await sql`delete from channel_deliveries where ${own} and channel_id = ${channel.id}`.execute(tx.db);
    await sql`delete from channels where ${own} and id = ${channel.id}`.execute(tx.db);
    await audit(tx, 'channel.deleted', {
      organizationId: channel.organization_id,
      target: { type: 'channel', id: channel.uuid },
      before: { type: channel.type, ...before, ...hidden(before) },
    });
  });
}

export async function rotateSecret(
  ctx: Ctx,
  { params }: { params: { channel_id: string } },
): Promise<ResponseOf<typeof contract.rotateChannelSecret>> {
  return inTransaction(ctx, async (tx) => {
    const channel = await holdChannel(tx, params.channel_id);
    if (channel.type !== 'webhook') throw conflict('Only a web hook has a secret. Change the URL instead.');
    const secret = newSecret();
    const until = new Date(tx.now().getTime() + formerSecretHours * 3_600_000);
    await sql`update channels set former_secret = secret, former_secret_until = ${until}, secret = ${secret}, updated_at = ${tx.now()}
      where organization_id = ${channel.organization_id} and id = ${channel.id}`.execute(tx.db);
    await audit(tx, 'channel.secretRotated', {
      organizationId: channel.organization_id,
      target: { type: 'channel', id: channel.uuid },
      after: { former_secret_until: until },
    });
    return { channel: await viewChannel(tx, channel.uuid), secret: secretText(secret) };
  });
}

/** Nothing more is sent, and what waited is given up: by a person, or for a reason that the channel then shows. */
export async function switchOff(
  tx: TxCtx,
  channel: Pick<ChannelKey, 'id' | 'organization_id'>,
  reason: NonNullable<contract.Channel['paused']>['reason'] | null,
): Promise<void> {
  await sql`update channels set is_active = false, pause_reason = ${reason}, paused_at = ${reason === null ? null : tx.now()},
      updated_at = ${tx.now()}
    where organization_id = ${channel.organization_id} and id = ${channel.id}`.execute(tx.db);
  await stopDeliveries(tx, channel);
}

async function switchOn(tx: TxCtx, { id, organization_id }: ChannelKey): Promise<void> {
  await sql`update channels set is_active = true, pause_reason = null, paused_at = null, failing_since = null,
      last_notice_id = ${newest(organization_id)}
    where organization_id = ${organization_id} and id = ${id}`.execute(tx.db);
}

async function refuseTooMany(tx: TxCtx, organizationId: number): Promise<void> {
  // Held, so that of two who make the last one the second finds it made.
  await sql`select from organizations where id = ${organizationId} for no key update`.execute(tx.db);
  const { channels } = await tx.db
    .selectFrom('channels')
    .select((each) => each.fn.countAll<number>().as('channels'))
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
  if (channels >= channelLimits.perOrganization)
    throw new OperationError('quota_exceeded', {
      message: `An organization has at most ${channelLimits.perOrganization} channels. Delete one first.`,
    });
}

function settingsOf(tx: TxCtx, { id, organization_id }: ChannelKey) {
  return tx.db
    .selectFrom('channels')
    .select(['name', 'events', 'tags', 'min_risk', 'is_active', 'url', 'template'])
    .where('organization_id', '=', organization_id)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

/** What the record says of what may hold a secret. */
const hidden = ({ url, template }: { url: string; template: string | null }) => ({
  url: new URL(url).origin,
  template: template === null ? null : `${template.length} characters`,
});

function templateFor(type: contract.Channel['type'], template: string | null): string | null {
  if (template === null) return null;
  if (type !== 'webhook') throw invalid('/template', 'not_allowed', 'Only a web hook takes a template.');
  return requireTemplate(template);
}

/** One spelling of each. */
const normal = (url: string) => (URL.canParse(url) ? new URL(url).href : url);

const distinct = (tags: readonly string[]) => [...new Set(tags.map((tag) => tag.trim()))];
