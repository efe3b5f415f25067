import { type Static, Type } from 'typebox';
import { Nullable } from './envelope.ts';

/** Limits of a site report; each has its own answer (413 or a warning) and is asserted by a test. */
export const reportLimits = {
  wireBytes: 1024 * 1024,
  inflatedBytes: 8 * 1024 * 1024,
  rows: 3000,
  depth: 8,
  patches: 500,
  collectorErrors: 50,
  versionLength: 64,
  nameLength: 128,
} as const;

/**
 * What a report says of one extension. Checked row by row: a bad row is dropped with a warning, the rows around it
 * are kept. Defaults: `type` module, `installed` true, `project` the name where the origin is not custom.
 */
export const ReportedExtension = Type.Object({
  name: Type.String({ maxLength: reportLimits.nameLength, pattern: '^[a-z][a-z0-9_]*$' }),
  type: Type.Optional(Type.Enum(['module', 'theme', 'profile', 'theme_engine'])),
  project: Type.Optional(Nullable(Type.String({ maxLength: reportLimits.nameLength, pattern: '^[a-z][a-z0-9_-]*$' }))),
  version: Type.Optional(Nullable(Type.String({ maxLength: reportLimits.versionLength }))),
  version_source: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
  installed: Type.Optional(Type.Boolean()),
  missing: Type.Optional(Type.Boolean()),
  origin: Type.Optional(Nullable(Type.Enum(['core', 'contrib', 'custom']))),
  path: Type.Optional(Nullable(Type.String({ maxLength: 512 }))),
  label: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
  package: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
  datestamp: Type.Optional(
    Nullable(
      Type.Union([Type.Integer({ minimum: 0, maximum: 99_999_999_999 }), Type.String({ pattern: '^[0-9]{0,11}$' })]),
    ),
  ),
  lifecycle: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
  core_requirement: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
  composer: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
  /** Of a development version: where its branch stood. */
  commit: Type.Optional(Nullable(Type.String({ pattern: '^[0-9a-f]{7,64}$' }))),
});
export type ReportedExtension = Static<typeof ReportedExtension>;

/** A patch on a package, as composer-patches records it. */
export const ReportedPatch = Type.Object({
  package: Type.String({ maxLength: 255, pattern: '^[a-z0-9_.-]+/[a-z0-9_.-]+$' }),
  description: Type.Optional(Nullable(Type.String({ maxLength: 4096 }))),
  url: Type.Optional(Nullable(Type.String({ maxLength: 2048 }))),
  sha256: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
  source: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
});
export type ReportedPatch = Static<typeof ReportedPatch>;

export const coverages = ['complete', 'installed_only', 'present_only', 'none'] as const;
export const reportTriggers = ['cron', 'extensions_changed', 'deploy', 'drush', 'ui', 'ci', 'test', 'other'] as const;

const text = (maxLength: number) => Type.Optional(Nullable(Type.String({ maxLength })));

/** The header of a site report: everything but its rows. A wrong field here refuses the report (422). */
export const ReportHeader = Type.Object({
  schema: Type.Optional(Type.Literal('site-report/1')),
  report_id: Type.Optional(Type.String({ format: 'uuid' })),
  generated_at: Type.Optional(Type.String({ format: 'date-time' })),
  sequence: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  kind: Type.Optional(Type.Enum(['full', 'heartbeat'])),
  trigger: Type.Optional(Type.String({ maxLength: 64 })),
  inventory_hash: Type.Optional(Type.String({ pattern: '^sha256:[0-9a-f]{64}$' })),
  agent: Type.Optional(Type.Object({ name: text(64), version: text(64), channel: text(64) })),
  site: Type.Optional(
    Type.Object({
      url: text(2048),
      name: text(255),
      drupal_uuid: text(64),
      instance_id: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 64 }))),
      environment: text(64),
      site_path: text(255),
    }),
  ),
  platform: Type.Optional(
    Type.Object({
      drupal: Type.Optional(Nullable(Type.String({ maxLength: reportLimits.versionLength }))),
      php: text(64),
      php_sapi: text(64),
      db: Type.Optional(Nullable(Type.Object({ driver: text(64), type: text(64), version: text(64) }))),
      os: text(64),
      install_profile: text(128),
      composer: Type.Optional(
        Nullable(
          Type.Object({
            root: text(255),
            root_reference: text(64),
            lock_hash: text(64),
            dev: Type.Optional(Nullable(Type.Boolean())),
          }),
        ),
      ),
    }),
  ),
  status: Type.Optional(
    Type.Object({
      cron_last: text(40),
      maintenance: Type.Optional(Nullable(Type.Boolean())),
      update_module: Type.Optional(Nullable(Type.Boolean())),
    }),
  ),
  coverage: Type.Optional(
    Type.Object({
      extensions: Type.Optional(Type.Enum(coverages)),
      packages: text(32),
      patches: text(32),
      custom: text(32),
    }),
  ),
});
export type ReportHeader = Static<typeof ReportHeader>;

/** A whole site report, for documentation and for clients; the server checks header and rows apart. */
export const SiteReport = Type.Object({
  ...ReportHeader.properties,
  extensions: Type.Optional(Type.Array(ReportedExtension, { maxItems: reportLimits.rows })),
  packages: Type.Optional(Type.Array(Type.Object({}), { maxItems: reportLimits.rows })),
  patches: Type.Optional(Type.Array(ReportedPatch, { maxItems: reportLimits.patches })),
  errors: Type.Optional(
    Type.Array(Type.Object({ code: text(64), detail: text(255) }), { maxItems: reportLimits.collectorErrors }),
  ),
});
export type SiteReport = Static<typeof SiteReport>;
