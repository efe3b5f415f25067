import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { NotificationDefaults, NotificationPreferences } from './notification-preferences.ts';
import { OrganizationRef } from './reports.ts';

const strict = { additionalProperties: false } as const;
const userParams = Type.Object({ user_id: Id }, strict);
const organizationParams = Type.Object({ org_id: Id }, strict);

export const messageKinds = ['instant', 'daily', 'weekly', 'test'] as const;
/** What became of a message. */
export const messageStatuses = ['waiting', 'delivered', 'failed', 'unchanged', 'paused'] as const;

export const Message = Type.Object(
  {
    id: Id,
    kind: Type.Enum(messageKinds),
    organization: Nullable(OrganizationRef),
    recipient: Type.Object({ id: Id, name: Type.String() }, strict),
    subject: Type.String({ description: 'Empty where nothing was written' }),
    status: Type.Enum(messageStatuses, {
      description:
        '`waiting`: not taken by the mail server yet; `unchanged`: a digest with nothing in it, not sent; `paused`: not sent, because the address refused mail before',
    }),
    attempts: Type.Integer({ minimum: 0 }),
    answer: Nullable(Type.String({ description: 'What the mail server said last' })),
    window_start: Nullable(Time),
    window_end: Nullable(Type.String({ format: 'date-time', description: 'Of a digest, until when it tells' })),
    created_at: Time,
    sent_at: Nullable(Time),
  },
  strict,
);
export type Message = Static<typeof Message>;

const filters = {
  ...listQuery(['created_at']),
  kind: Type.Optional(Type.Enum(messageKinds)),
  status: Type.Optional(Type.Enum(messageStatuses)),
};

export const listMessages = endpoint({
  name: 'listMessages',
  summary: 'Messages to oneself in the last 30 days, newest first, and what became of each',
  method: 'GET',
  path: '/api/v1/users/{user_id}/messages',
  permission: 'self:read',
  params: userParams,
  query: Type.Object(filters, strict),
  response: Type.Array(Message),
  kind: 'list',
  errors: ['not_found'],
});

export const resendMessage = endpoint({
  name: 'resendMessage',
  summary: 'Send a message to oneself again, as it was',
  method: 'POST',
  path: '/api/v1/users/{user_id}/messages/{message_id}/resend',
  permission: 'self:read',
  params: Type.Object({ user_id: Id, message_id: Id }, strict),
  response: Message,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const listOrganizationMessages = endpoint({
  name: 'listOrganizationMessages',
  summary: 'Messages to the members of an organization that are about it alone, newest first',
  method: 'GET',
  path: '/api/v1/organizations/{org_id}/messages',
  permission: 'members:write',
  params: organizationParams,
  query: Type.Object(filters, strict),
  response: Type.Array(Message),
  kind: 'list',
  errors: ['not_found'],
});

export const DigestPreview = Type.Object(
  { subject: Type.String(), html: Type.String(), text: Type.String(), sent: Type.Boolean(), unchanged: Type.Boolean() },
  strict,
);
export type DigestPreview = Static<typeof DigestPreview>;

export const previewDigest = endpoint({
  name: 'previewDigest',
  summary: 'The next digest as it would read now; with `send` it is mailed to oneself, and counts as nothing told',
  method: 'POST',
  path: '/api/v1/users/{user_id}/digest-preview',
  permission: 'self:read',
  params: userParams,
  body: Type.Object({ kind: Type.Enum(['daily', 'weekly']), send: Type.Optional(Type.Boolean()) }, strict),
  response: DigestPreview,
  kind: 'one',
  errors: ['not_found'],
});

export const MessageForecast = Type.Object(
  {
    from: Time,
    to: Time,
    messages: Type.Array(
      Type.Object(
        { at: Time, kind: Type.Enum(messageKinds), subject: Type.String(), about: Type.Array(Type.String()) },
        strict,
      ),
      { maxItems: 200 },
    ),
    saved: Type.Integer({ description: 'How many the saved choices would have sent' }),
    left_out: Type.Object(
      {
        off: Type.Integer({ description: 'Events of kinds that are off' }),
        outside: Type.Integer({ description: 'Events about none of the chosen sites' }),
        unchanged: Type.Integer({ description: 'Digests that were skipped, because nothing had changed' }),
      },
      strict,
    ),
  },
  strict,
);
export type MessageForecast = Static<typeof MessageForecast>;

export const forecastMessages = endpoint({
  name: 'forecastMessages',
  summary: 'What one would have been sent in the last seven days, with these choices in place of the saved ones',
  method: 'POST',
  path: '/api/v1/users/{user_id}/messages/forecast',
  permission: 'self:read',
  params: userParams,
  body: Type.Object({ notification_preferences: Type.Optional(NotificationPreferences) }, strict),
  bodyOptional: true,
  response: MessageForecast,
  kind: 'one',
  errors: ['not_found'],
});

export const getNotificationDefaults = endpoint({
  name: 'getNotificationDefaults',
  summary: 'What members of an organization are told of who have not chosen themselves',
  method: 'GET',
  path: '/api/v1/organizations/{org_id}/notification-defaults',
  permission: 'organizations:read',
  params: organizationParams,
  response: NotificationDefaults,
  kind: 'one',
  errors: ['not_found'],
});

export const updateNotificationDefaults = endpoint({
  name: 'updateNotificationDefaults',
  summary: 'Change them; what is left out stays as it is',
  method: 'PUT',
  path: '/api/v1/organizations/{org_id}/notification-defaults',
  permission: 'organizations:write',
  params: organizationParams,
  body: NotificationDefaults,
  response: NotificationDefaults,
  kind: 'one',
  errors: ['not_found'],
});

export const unsubscribe = endpoint({
  name: 'unsubscribe',
  summary: 'End mails of one kind with the token of the link in a mail, without signing in',
  method: 'POST',
  path: '/api/v1/unsubscribe',
  permission: 'public',
  body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 256 }) }, strict),
  response: Type.Object(
    {
      email: Type.String({ description: 'The address, for the most part hidden' }),
      ended: Type.String({ description: 'An event, or `daily` or `weekly` for the digest' }),
    },
    strict,
  ),
  kind: 'one',
  errors: [],
});

export const verifyAddress = endpoint({
  name: 'verifyAddress',
  summary: 'Say with the token of a mail that the address works; what was paused goes on',
  method: 'POST',
  path: '/api/v1/auth/verify-address',
  permission: 'public',
  body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 256 }) }, strict),
  response: Type.Null(),
  kind: 'none',
  errors: [],
});

export const requestAddressVerification = endpoint({
  name: 'requestAddressVerification',
  summary: 'Have a mail sent with a link that says that one’s own address works',
  method: 'POST',
  path: '/api/v1/users/{user_id}/verify-address',
  permission: 'self:read',
  params: userParams,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});

export const Mail = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    recipient: Type.String(),
    subject: Type.String(),
    status: Type.Enum(['waiting', 'delivered', 'failed']),
    attempts: Type.Integer({ minimum: 0 }),
    answer: Nullable(Type.String({ description: 'What the mail server said last' })),
    created_at: Time,
    next_attempt_at: Nullable(Time),
    sent_at: Nullable(Time),
  },
  strict,
);
export type Mail = Static<typeof Mail>;

export const listMails = endpoint({
  name: 'listMails',
  summary: 'Every mail of the last 30 days, those that wait first; without a mail server all of them wait',
  method: 'GET',
  path: '/api/v1/mails',
  permission: 'jobs:manage',
  query: Type.Object(
    {
      ...listQuery(['created_at']),
      status: Type.Optional(Type.Enum(['waiting', 'delivered', 'failed'])),
      q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the address or the subject' })),
    },
    strict,
  ),
  response: Type.Array(Mail),
  kind: 'list',
  errors: [],
});
