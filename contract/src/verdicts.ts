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

export const ModuleAdvisory = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    risk: Nullable(Type.Integer({ minimum: 0, maximum: 25 })),
    exposure: Type.Enum(exposures),
    fixed_in: Type.Array(Type.String()),
    published_at: Nullable(Time),
  },
  { additionalProperties: false },
);
export type ModuleAdvisory = Static<typeof ModuleAdvisory>;

export const ModuleRef = Type.Object(
  { id: Id, name: Type.String(), title: Nullable(Type.String()), drupal_link: Nullable(Type.String()) },
  { additionalProperties: false },
);

export const AdvisoryRef = Type.Object(
  { id: Type.String(), title: Type.String(), published_at: Nullable(Time) },
  { additionalProperties: false },
);
