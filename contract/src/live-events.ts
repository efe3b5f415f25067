import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';

/** What may change, and what of it a client has to ask for again. */
export const changeTopics = {
  sites:
    'Sites and what is made of them: `/sites`, `/tags`, `/overview`, `/reports/…`, `/modules`, `/advisories`, `/runway`',
  mutes: '`/mutes`',
  catalogue: 'What drupal.org publishes: `/modules`, `/advisories`',
  members: '`/users`, `/memberships`, `/invitations`, `/auth/me`',
  organizations: '`/organizations`',
  api_keys: '`/api-keys`',
  channels: '`/channels`',
  feeds: '`/feeds`; for superusers',
  jobs: '`/jobs`, `/jobs/dead-letters`; for superusers',
} as const;
export type ChangeTopic = keyof typeof changeTopics;
/** A topic, or one site of `sites`: everything below `/sites/{site_id}`. */
export type ChangeKey = ChangeTopic | `site:${string}`;

export const Change = Type.Object(
  {
    keys: Type.Array(
      Type.String({
        pattern: `^(${Object.keys(changeTopics).join('|')}|site:[0-9a-f-]{36})$`,
        description: [
          ...Object.entries(changeTopics).map(([topic, meaning]) => `\`${topic}\`: ${meaning}.`),
          '`site:ID`: one site, everything below `/sites/ID`; where `sites` comes without any, it may be every site.',
        ].join(' '),
      }),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);
export type Change = Static<typeof Change>;

export const streamEvents = endpoint({
  name: 'streamEvents',
  summary: 'Server-sent events: which of what the caller may see has changed, and is to be asked for again',
  method: 'GET',
  path: '/api/v1/events',
  permission: 'fleet:read',
  response: Change,
  kind: 'stream',
  errors: [],
});
