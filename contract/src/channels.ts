import { type Static, Type } from 'typebox';
import { channelLimits, channelTypes, deliveryStatuses, pauseReasons } from './channel-lists.ts';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, ShownOnce, Time } from './envelope.ts';
import { eventKinds } from './event-kinds.ts';
import { OrganizationRef } from './reports.ts';

const name = Type.String({ minLength: 1, maxLength: 200 });
const url = Type.String({
  minLength: 1,
  maxLength: channelLimits.url,
  description: 'https, to the public Internet, any port, no name or password in it; no redirect is followed',
});
const events = Type.Array(Type.Enum(eventKinds), {
  maxItems: eventKinds.length,
  uniqueItems: true,
  description: 'What is told; none: everything',
});
const tags = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
  maxItems: channelLimits.tags,
  uniqueItems: true,
  description: 'Only of sites that carry one of these; none: of all sites',
});
const minRisk = Nullable(
  Type.Integer({
    minimum: 0,
    maximum: 25,
    description: 'Of security holes, only from this risk on. One whose risk nobody knows is told of',
  }),
);
const template = Nullable(
  Type.String({
    minLength: 2,
    maxLength: channelLimits.template,
    pattern: '^\\s*[\\[{]',
    description: 'Of web hooks: a JSON text whose strings may hold `{{placeholders}}`, sent instead of the usual body',
  }),
);

export const Channel = Type.Object(
  {
    id: Id,
    organization: OrganizationRef,
    type: Type.Enum(channelTypes),
    name: Type.String(),
    url: Type.String({ description: 'Of Slack and Teams, where it is a secret, only its beginning and its end' }),
    events,
    tags,
    min_risk: Nullable(Type.Integer()),
    template: Nullable(Type.String()),
    is_active: Type.Boolean({ description: 'False: nothing is sent, until it is switched on again' }),
    paused: Nullable(
      Type.Object(
        {
          reason: Type.Enum(pauseReasons, {
            description: '`gone`: it answered 410; `failing`: for three days nothing could be delivered',
          }),
          at: Time,
        },
        { additionalProperties: false, description: 'Why it was switched off by itself' },
      ),
    ),
    failing_since: Nullable(Time),
    last_delivered_at: Nullable(Time),
    former_secret_until: Nullable(
      Type.String({ format: 'date-time', description: 'Until when the secret before this one signs besides' }),
    ),
    created_at: Time,
    updated_at: Time,
  },
  { additionalProperties: false },
);
export type Channel = Static<typeof Channel>;

export const ChannelDelivery = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'The `webhook-id` of every attempt' }),
    event: Type.Enum([...eventKinds, 'test']),
    stage: Nullable(
      Type.Enum(['opened', 'grown', 'resolved'], {
        description: 'It began; more sites joined it; it is over',
      }),
    ),
    subject: Nullable(Type.String({ description: 'Null until the first attempt' })),
    status: Type.Enum(deliveryStatuses),
    attempts: Type.Integer(),
    status_code: Nullable(Type.Integer({ description: 'Of the last answer; null where none came' })),
    answer: Nullable(Type.String({ description: 'Its beginning, or why none came' })),
    next_attempt_at: Nullable(Time),
    created_at: Time,
  },
  { additionalProperties: false },
);
export type ChannelDelivery = Static<typeof ChannelDelivery>;

const NewSecret = Type.Object({ channel: Channel, secret: ShownOnce }, { additionalProperties: false });
const channelParams = Type.Object({ channel_id: Id }, { additionalProperties: false });

export const listChannels = endpoint({
  name: 'listChannels',
  summary: 'Where the organization is told of events: web hooks, Slack, Teams',
  method: 'GET',
  path: '/api/v1/channels',
  permission: 'channels:manage',
  query: Type.Object(
    {
      ...listQuery(['name', 'created_at']),
      organization_id: Type.Optional(Id),
      type: Type.Optional(Type.Enum(channelTypes)),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Channel),
  kind: 'list',
  errors: [],
});

export const createChannel = endpoint({
  name: 'createChannel',
  summary: 'Tell another program of what happens from now on; the secret of a web hook is shown once',
  method: 'POST',
  path: '/api/v1/channels',
  permission: 'channels:manage',
  body: Type.Object(
    {
      type: Type.Enum(channelTypes),
      name,
      url,
      organization_id: Type.Optional(Id),
      events: Type.Optional(events),
      tags: Type.Optional(tags),
      min_risk: Type.Optional(minRisk),
      template: Type.Optional(template),
      is_active: Type.Optional(Type.Boolean({ default: true })),
    },
    { additionalProperties: false },
  ),
  response: NewSecret,
  shownOnce: ['secret'],
  kind: 'one',
  status: 201,
  errors: ['not_found', 'quota_exceeded', 'address_not_allowed'],
});

export const getChannel = endpoint({
  name: 'getChannel',
  summary: 'One channel',
  method: 'GET',
  path: '/api/v1/channels/{channel_id}',
  permission: 'channels:manage',
  params: channelParams,
  response: Channel,
  kind: 'one',
  errors: ['not_found'],
});

export const updateChannel = endpoint({
  name: 'updateChannel',
  summary: 'Change a channel; what is left out stays. Switched on again it is told of what happens from then on',
  method: 'PUT',
  path: '/api/v1/channels/{channel_id}',
  permission: 'channels:manage',
  params: channelParams,
  body: Type.Object(
    {
      name: Type.Optional(name),
      url: Type.Optional(url),
      events: Type.Optional(events),
      tags: Type.Optional(tags),
      min_risk: Type.Optional(minRisk),
      template: Type.Optional(template),
      is_active: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: Channel,
  kind: 'one',
  errors: ['not_found', 'address_not_allowed'],
});

export const deleteChannel = endpoint({
  name: 'deleteChannel',
  summary: 'Delete a channel with its deliveries',
  method: 'DELETE',
  path: '/api/v1/channels/{channel_id}',
  permission: 'channels:manage',
  params: channelParams,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});

export const testChannel = endpoint({
  name: 'testChannel',
  summary: 'Send an example now, once, and say what became of it',
  method: 'POST',
  path: '/api/v1/channels/{channel_id}/test',
  permission: 'channels:manage',
  params: channelParams,
  response: ChannelDelivery,
  kind: 'one',
  errors: ['not_found'],
});

export const rotateChannelSecret = endpoint({
  name: 'rotateChannelSecret',
  summary: 'Replace the secret of a web hook; the new one is shown once, the old one signs besides for 24 hours',
  method: 'POST',
  path: '/api/v1/channels/{channel_id}/rotate-secret',
  permission: 'channels:manage',
  params: channelParams,
  response: NewSecret,
  shownOnce: ['secret'],
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const listChannelDeliveries = endpoint({
  name: 'listChannelDeliveries',
  summary: 'What was sent to a channel in the last 30 days, and what became of it; newest first',
  method: 'GET',
  path: '/api/v1/channels/{channel_id}/deliveries',
  permission: 'channels:manage',
  params: channelParams,
  query: Type.Object(
    { ...listQuery(['created_at']), status: Type.Optional(Type.Enum(deliveryStatuses)) },
    { additionalProperties: false },
  ),
  response: Type.Array(ChannelDelivery),
  kind: 'list',
  errors: ['not_found'],
});

export const replayChannelDelivery = endpoint({
  name: 'replayChannelDelivery',
  summary: 'Send a delivery again: the same body under the same webhook-id, with all its attempts',
  method: 'POST',
  path: '/api/v1/channels/{channel_id}/deliveries/{delivery_id}/replay',
  permission: 'channels:manage',
  params: Type.Object({ channel_id: Id, delivery_id: Id }, { additionalProperties: false }),
  response: ChannelDelivery,
  kind: 'one',
  status: 202,
  errors: ['not_found', 'conflict'],
});
