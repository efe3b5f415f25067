import { type Static, Type } from 'typebox';
import { Id, Nullable } from './envelope.ts';

const paces = ['instant', 'daily', 'weekly', 'off'] as const;

/** What a person is told of, and how fast where nothing else was chosen. */
export const defaultPreferences = {
  events: {
    security_exposure: 'instant',
    exposure_overdue: 'daily',
    project_unsupported: 'weekly',
    update_available: 'off',
    site_silent: 'instant',
    mute_ending: 'daily',
    key_ending: 'daily',
    membership_changed: 'instant',
    report_ready: 'instant',
  },
  risk_threshold: 0,
  tags: [],
  site_ids: [],
  digest_hour: 8,
  digest_weekday: 1,
  quiet_hours: null,
  send_if_unchanged: false,
} as const satisfies NotificationPreferencesShape;

interface NotificationPreferencesShape {
  events: Record<string, (typeof paces)[number]>;
  [name: string]: unknown;
}

const Pace = Type.Optional(Type.Enum(paces));
const Hour = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** What is left out stays as it is. */
export const NotificationPreferences = Type.Object(
  {
    events: Type.Optional(
      Type.Object(
        {
          security_exposure: Pace,
          exposure_overdue: Pace,
          project_unsupported: Pace,
          update_available: Pace,
          site_silent: Pace,
          mute_ending: Pace,
          key_ending: Pace,
          membership_changed: Pace,
          report_ready: Pace,
        },
        { additionalProperties: false },
      ),
    ),
    risk_threshold: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100 })),
    site_ids: Type.Optional(Type.Array(Id, { maxItems: 500 })),
    digest_hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
    digest_weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' })),
    quiet_hours: Type.Optional(Nullable(Type.Object({ from: Hour, to: Hour }, { additionalProperties: false }))),
    send_if_unchanged: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type NotificationPreferences = Static<typeof NotificationPreferences>;

const { tags: _tags, site_ids: _siteIds, ...forEverybody } = NotificationPreferences.properties;
/** What an organization may choose for its members: which sites concern somebody, they say themselves. */
export const NotificationDefaults = Type.Object(forEverybody, { additionalProperties: false });
export type NotificationDefaults = Static<typeof NotificationDefaults>;
