import { type Static, Type } from 'typebox';
import { Id, Nullable, Time } from './envelope.ts';

/** Status of a module on a site, most urgent first. A custom module has none (null). */
export const moduleStatuses = ['security', 'unsupported', 'update', 'unknown', 'current'] as const;
export type ModuleStatus = (typeof moduleStatuses)[number];

/** Drupal core's own states, in lower case. */
export const coreStatuses = [
  'not_secure',
  'revoked',
  'not_supported',
  'not_current',
  'current',
  'not_checked',
  'unknown',
  'not_fetched',
  'fetch_pending',
] as const;
export type CoreStatus = (typeof coreStatuses)[number];

/** How surely an advisory concerns a version: inside its range, or cannot be told. */
export const exposures = ['affected', 'possible'] as const;
export type Exposure = (typeof exposures)[number];

/** The levels of the Security Team, with the lowest score of each; the highest first. */
export const severities = {
  highly_critical: 20,
  critical: 15,
  moderately_critical: 10,
  less_critical: 5,
  not_critical: 0,
} as const;
export type RiskLevel = keyof typeof severities;
/** The keys of the constant, which are its names; the highest first. */
export const riskLevels = Object.keys(severities) as RiskLevel[];

/** What the Security Team calls the risk; null where it gave none. */
export const Level = Nullable(Type.Enum(riskLevels));

export const ModuleAdvisory = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    risk: Nullable(Type.Integer({ minimum: 0, maximum: 25 })),
    level: Level,
    exposure: Type.Enum(exposures),
    fixed_in: Type.Array(Type.String()),
    published_at: Nullable(Time),
  },
  { additionalProperties: false },
);
export type ModuleAdvisory = Static<typeof ModuleAdvisory>;

export const fixActions = ['update', 'remove', 'wait'] as const;

export const Fix = Type.Object(
  {
    action: Type.Enum(fixActions, {
      description:
        '`update`: take `version`; `remove`: no release is safe, and none is to be expected; `wait`: none is safe yet',
    }),
    version: Nullable(
      Type.String({
        description:
          'For `security` and `unsupported` the smallest release without a known hole, else the recommended one',
      }),
    ),
    same_branch: Nullable(Type.Boolean({ description: 'The major version stays' })),
    composer: Nullable(Type.String({ description: 'The command that takes it; null where Composer could not' })),
    fits_core: Nullable(
      Type.Boolean({ description: 'With the core that the site runs now; null where one of the two is not known' }),
    ),
    core_compatibility: Nullable(Type.String({ description: 'What the release demands of core' })),
  },
  { additionalProperties: false, description: 'What to do; null where there is nothing, or nothing is known' },
);
export type Fix = Static<typeof Fix>;

export const DaysExposed = Nullable(
  Type.Integer({
    minimum: 0,
    description: 'Whole days since the later of the first publication of a hole and `running_since`; null without one',
  }),
);

/** The mute that hides a row. */
export const Muted = Nullable(
  Type.Object(
    { mute_id: Id, reason: Type.String(), ends_at: Nullable(Time), until_newer_release: Type.Boolean() },
    { additionalProperties: false, description: 'The mute that leaves it out of the counts; null where it counts' },
  ),
);
export type Muted = Static<typeof Muted>;

export const ModuleRef = Type.Object(
  { id: Id, name: Type.String(), title: Nullable(Type.String()), drupal_link: Nullable(Type.String()) },
  { additionalProperties: false },
);

export const AdvisoryRef = Type.Object(
  { id: Type.String(), title: Type.String(), published_at: Nullable(Time) },
  { additionalProperties: false },
);
