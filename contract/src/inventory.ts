import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { SiteReport } from './site-report.ts';
import { coreStatuses, DaysExposed, Fix, ModuleAdvisory, ModuleRef, Muted, moduleStatuses } from './verdicts.ts';

const siteParams = Type.Object({ site_id: Id }, { additionalProperties: false });

/** What becomes of a report. The first four answer at once; `pending` is committed and not yet applied. */
export const reportStatuses = [
  'applied',
  'unchanged',
  'pending',
  'duplicate',
  'stale',
  'quarantined',
  'rejected',
] as const;
export type ReportStatus = (typeof reportStatuses)[number];

export const ReportWarning = Type.Object(
  {
    path: Type.String({ description: 'JSON pointer into the report' }),
    code: Type.String(),
    message: Type.String(),
  },
  { additionalProperties: false },
);
export type ReportWarning = Static<typeof ReportWarning>;

export const ReportReceipt = Type.Object(
  {
    report_id: Id,
    status: Type.Enum(reportStatuses),
    received_at: Time,
    want: Nullable(Type.Literal('full')),
    next_report_after_s: Type.Integer(),
    warnings: Type.Array(ReportWarning),
  },
  { additionalProperties: false },
);
export type ReportReceipt = Static<typeof ReportReceipt>;

export const reportErrors = [
  'malformed_json',
  'not_found',
  'site_deleted',
  'report_id_conflict',
  'too_large',
  'unsupported_media_type',
  'unsupported_encoding',
  'invalid_report',
  'generated_at_in_future',
  'unavailable',
] as const;

export const sendSiteReport = endpoint({
  name: 'sendSiteReport',
  summary: 'Send what a site runs; a 2xx means it is committed',
  method: 'POST',
  path: '/api/v1/sites/{site_id}/modules',
  permission: 'inventory:write',
  params: siteParams,
  body: SiteReport,
  rawBody: true,
  response: ReportReceipt,
  kind: 'one',
  status: 202,
  errors: reportErrors,
});

export const sendReport = endpoint({
  name: 'sendReport',
  summary: 'Send what a site runs, with the key of that site; a 2xx means it is committed',
  method: 'POST',
  path: '/api/v1/reports',
  permission: 'inventory:write',
  body: SiteReport,
  rawBody: true,
  response: ReportReceipt,
  kind: 'one',
  status: 202,
  errors: reportErrors,
});

export const SiteModule = Type.Object(
  {
    module: ModuleRef,
    type: Nullable(Type.String({ description: 'core, module, theme, profile; null when unknown' })),
    custom: Type.Boolean(),
    version: Nullable(Type.String()),
    datestamp: Nullable(Type.Integer({ description: 'Unix seconds; of development builds only' })),
    running_since: Nullable(Time),
    status: Nullable(Type.Enum(moduleStatuses)),
    core_status: Nullable(Type.Enum(coreStatuses)),
    reason: Nullable(Type.String()),
    recommended: Nullable(Type.String()),
    latest: Nullable(Type.String()),
    security_updates: Type.Array(Type.String()),
    also: Type.Array(Type.String()),
    fix: Nullable(Fix),
    days_exposed: DaysExposed,
    flags: Type.Array(Type.String({ description: '`unlisted_version`, `ahead_of_feed`, `recommended_insecure`' })),
    update_available: Type.Boolean(),
    security_update: Type.Boolean(),
    advisories: Type.Array(ModuleAdvisory),
    risk: Nullable(Type.Integer()),
    behind: Type.Object(
      { releases: Nullable(Type.Integer()), days: Nullable(Type.Integer()) },
      {
        additionalProperties: false,
        description:
          'How far the recommended release is ahead: final releases after the installed one, up to it and with it, and days between the two. Null where one of them is not known.',
      },
    ),
    extensions: Type.Array(
      Type.Object(
        { name: Type.String(), type: Type.String(), commit: Type.Optional(Type.String()), installed: Type.Boolean() },
        { additionalProperties: false },
      ),
    ),
    patches: Type.Array(
      Type.Object(
        { description: Nullable(Type.String()), url: Nullable(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    repository: Nullable(
      Type.Object(
        { version: Nullable(Type.String()), status: Nullable(Type.Enum(moduleStatuses)), since: Time },
        {
          additionalProperties: false,
          description: 'What the repository of the site holds now; null where only one of the two was ever reported',
        },
      ),
    ),
    muted: Muted,
    as_of: Nullable(Time),
    stale: Type.Boolean(),
    reported_at: Nullable(Time),
  },
  { additionalProperties: false },
);
export type SiteModule = Static<typeof SiteModule>;

export const listSiteModules = endpoint({
  name: 'listSiteModules',
  summary: 'What the site runs, security first; `at` gives the state at that time',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/modules',
  permission: 'fleet:read',
  params: siteParams,
  query: Type.Object(
    {
      ...listQuery(['status', 'name']),
      status: Type.Optional(Type.Enum(moduleStatuses, { description: 'Of what is not muted' })),
      muted: Type.Optional(Type.Enum(['true', 'false'])),
      type: Type.Optional(Type.Enum(['core', 'module', 'theme', 'profile'])),
      q: Type.Optional(Type.String({ maxLength: 200 })),
      include: Type.Optional(
        Type.String({ pattern: '^(custom|current)(,(custom|current))*$', description: '`custom` adds custom modules' }),
      ),
      at: Type.Optional(Time),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(SiteModule),
  kind: 'list',
  csv: true,
  errors: ['not_found'],
});

export const ReceivedReport = Type.Object(
  {
    report_id: Id,
    status: Type.Enum(reportStatuses),
    reason: Nullable(Type.String()),
    source: Type.Enum(['site', 'repository']),
    trigger: Nullable(Type.String()),
    agent: Nullable(Type.String()),
    effective_at: Time,
    received_at: Time,
    sequence: Nullable(Type.Integer()),
    baseline: Type.Boolean(),
    changes: Type.Integer(),
    warnings: Type.Array(ReportWarning),
  },
  { additionalProperties: false },
);
export type ReceivedReport = Static<typeof ReceivedReport>;

export const listSiteReports = endpoint({
  name: 'listSiteReports',
  summary: 'Reports received for the site and what became of each, newest first',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/reports',
  permission: 'fleet:read',
  params: siteParams,
  query: Type.Object(
    { ...listQuery(['received_at']), status: Type.Optional(Type.Enum(reportStatuses)) },
    { additionalProperties: false },
  ),
  response: Type.Array(ReceivedReport),
  kind: 'list',
  errors: ['not_found'],
});

export const getSiteReport = endpoint({
  name: 'getSiteReport',
  summary: 'What became of one report',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/reports/{report_id}',
  permission: 'fleet:read',
  params: Type.Object({ site_id: Id, report_id: Id }, { additionalProperties: false }),
  response: ReceivedReport,
  kind: 'one',
  errors: ['not_found'],
});

export const versionChanges = ['installed', 'updated', 'downgraded', 'changed', 'removed'] as const;

export const VersionChange = Type.Object(
  {
    module: ModuleRef,
    custom: Type.Boolean(),
    change: Type.Enum(versionChanges),
    from_version: Nullable(Type.String()),
    to_version: Nullable(Type.String()),
    changed_at: Time,
    ran_since: Nullable(Time),
    report_id: Id,
  },
  { additionalProperties: false },
);
export type VersionChange = Static<typeof VersionChange>;

export const listSiteHistory = endpoint({
  name: 'listSiteHistory',
  summary: 'Versions installed, updated, downgraded and removed on the site, newest first',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/history',
  permission: 'fleet:read',
  params: siteParams,
  query: Type.Object(
    {
      ...listQuery(['changed_at']),
      module: Type.Optional(Type.String({ maxLength: 128, description: 'id or machine name' })),
      from: Type.Optional(Time),
      to: Type.Optional(Time),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(VersionChange),
  kind: 'list',
  errors: ['not_found'],
});
