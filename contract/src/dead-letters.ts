import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

/** Of a body that is shown. */
export const shownBodyBytes = 1024 * 1024;
/** Reports that one call replays. */
export const replayMax = 1_000;
/** Kept for so long. */
export const deadLetterDays = 90;

const members = {
  id: Id,
  organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
  site: Type.Object({ id: Id, name: Type.String(), url: Type.String() }, { additionalProperties: false }),
  report_id: Id,
  received_at: Time,
  dead_at: Type.String({ format: 'date-time', description: 'When it was given up' }),
  tries: Type.Integer(),
  failure: Nullable(Type.String({ description: 'What the last try met' })),
  bytes: Type.Integer({ description: 'Of the body' }),
  request_id: Type.String({ description: 'Of the request that brought it; the log has it too' }),
};

export const DeadLetter = Type.Object(members, { additionalProperties: false });
export type DeadLetter = Static<typeof DeadLetter>;

export const DeadLetterDetail = Type.Object(
  {
    ...members,
    body: Type.String({
      description: `As it was sent, read as UTF-8 whatever it is; the first ${shownBodyBytes} bytes`,
    }),
    body_is_cut: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type DeadLetterDetail = Static<typeof DeadLetterDetail>;

const params = Type.Object({ dead_letter_id: Id }, { additionalProperties: false });
const filters = {
  organization_id: Type.Optional(Id),
  site_id: Type.Optional(Id),
  failure: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Part of the failure' })),
};
const Replayed = Type.Object(
  { replayed: Type.Integer({ description: 'Reports that wait to be applied again' }) },
  { additionalProperties: false },
);

export const listDeadLetters = endpoint({
  name: 'listDeadLetters',
  summary: 'Site reports that were accepted and could not be applied, newest first',
  method: 'GET',
  path: '/api/v1/jobs/dead-letters',
  permission: 'jobs:manage',
  query: Type.Object({ ...listQuery(['dead_at']), ...filters }, { additionalProperties: false }),
  response: Type.Array(DeadLetter),
  kind: 'list',
  errors: [],
});

export const getDeadLetter = endpoint({
  name: 'getDeadLetter',
  summary: 'One of them, with its body',
  method: 'GET',
  path: '/api/v1/jobs/dead-letters/{dead_letter_id}',
  permission: 'jobs:manage',
  params,
  response: DeadLetterDetail,
  kind: 'one',
  errors: ['not_found'],
});

export const replayDeadLetter = endpoint({
  name: 'replayDeadLetter',
  summary: 'Try to apply it again, as if it had just been received when it was; one that fails again comes back',
  method: 'POST',
  path: '/api/v1/jobs/dead-letters/{dead_letter_id}/replay',
  permission: 'jobs:manage',
  params,
  response: Replayed,
  kind: 'one',
  status: 202,
  errors: ['not_found'],
});

export const replayDeadLetters = endpoint({
  name: 'replayDeadLetters',
  summary: `Try all of them again, or those that are named, the oldest first; at most ${replayMax} in one call`,
  method: 'POST',
  path: '/api/v1/jobs/dead-letters/replay',
  permission: 'jobs:manage',
  body: Type.Object(filters, { additionalProperties: false }),
  bodyOptional: true,
  response: Replayed,
  kind: 'one',
  status: 202,
  errors: [],
});

export const dropDeadLetter = endpoint({
  name: 'dropDeadLetter',
  summary: 'Delete it: what it said is never applied',
  method: 'DELETE',
  path: '/api/v1/jobs/dead-letters/{dead_letter_id}',
  permission: 'jobs:manage',
  params,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});
