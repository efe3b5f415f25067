import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

/** `denied`: the caller may not. `failure`: the caller could not show who it is. */
export const auditStatuses = ['success', 'failure', 'denied'] as const;

const Named = Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false });
const State = Nullable(Type.Record(Type.String(), Type.Unknown()));

export const AuditLog = Type.Object(
  {
    id: Id,
    created_at: Time,
    action: Type.String({ description: 'What was done, as `noun.pastVerb`' }),
    status: Type.Enum(auditStatuses),
    actor: Type.Object(
      {
        type: Type.String({ description: '`user`, `key`, `system` or `anonymous`' }),
        id: Nullable(Id),
        name: Nullable(Type.String({ description: 'Name at that moment' })),
      },
      { additionalProperties: false },
    ),
    organization: Nullable(Named),
    site: Nullable(Named),
    target: Type.Object(
      { type: Nullable(Type.String()), id: Nullable(Type.String()) },
      { additionalProperties: false },
    ),
    before: State,
    after: State,
    request_id: Nullable(Type.String()),
  },
  { additionalProperties: false },
);
export type AuditLog = Static<typeof AuditLog>;

export const listAuditLogs = endpoint({
  name: 'listAuditLogs',
  summary: 'Who changed what and when, newest first; a superuser sees the platform’s own entries too',
  method: 'GET',
  path: '/api/v1/audit-logs',
  permission: 'audit:read',
  query: Type.Object(
    {
      ...listQuery(['created_at']),
      from: Type.Optional(Type.String({ format: 'date-time', description: 'From this instant on' })),
      to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this instant' })),
      status: Type.Optional(Type.Enum(auditStatuses)),
      action: Type.Optional(Type.String({ maxLength: 64, description: 'Exactly this, e.g. `site.created`' })),
      actor_id: Type.Optional(Id),
      organization_id: Type.Optional(Id),
      site_id: Type.Optional(Id),
      request_id: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(AuditLog),
  kind: 'list',
  csv: true,
  errors: [],
});
