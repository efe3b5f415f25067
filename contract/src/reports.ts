import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { facetOf } from './facet.ts';
import {
  AdvisoryRef,
  coreStatuses,
  DaysExposed,
  Fix,
  ModuleAdvisory,
  ModuleRef,
  Muted,
  moduleStatuses,
  type RiskLevel,
  severities,
} from './verdicts.ts';

/** What asks for an update, most urgent first. */
export const openStatuses = ['security', 'unsupported', 'update'] as const;
export type OpenStatus = (typeof openStatuses)[number];

export const OrganizationRef = Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false });
export const SiteRef = Type.Object(
  { id: Id, name: Type.String(), url: Type.String() },
  { additionalProperties: false },
);

export const ModuleUpdate = Type.Object(
  {
    organization: OrganizationRef,
    site: SiteRef,
    module: ModuleRef,
    version: Nullable(Type.String()),
    status: Type.Enum(moduleStatuses, { description: 'One of `security`, `unsupported`, `update` unless muted' }),
    core_status: Nullable(Type.Enum(coreStatuses)),
    reason: Nullable(Type.String()),
    recommended: Nullable(Type.String()),
    latest: Nullable(Type.String()),
    security_updates: Type.Array(Type.String()),
    fix: Nullable(Fix),
    days_exposed: DaysExposed,
    advisories: Type.Array(ModuleAdvisory),
    risk: Nullable(Type.Integer()),
    running_since: Time,
    muted: Muted,
    as_of: Nullable(Time),
    reported_at: Nullable(Time),
  },
  { additionalProperties: false },
);
export type ModuleUpdate = Static<typeof ModuleUpdate>;

const groupCounts = {
  sites: Type.Integer({ description: 'Sites with at least one open module of the group' }),
  security: Type.Integer({ description: 'Pairs of site and module' }),
  unsupported: Type.Integer(),
  update: Type.Integer(),
  risk: Nullable(Type.Integer({ description: 'The highest known' })),
};

export const SiteUpdates = Type.Object(
  { organization: OrganizationRef, site: SiteRef, ...groupCounts },
  { additionalProperties: false },
);
export const ModuleUpdates = Type.Object({ module: ModuleRef, ...groupCounts }, { additionalProperties: false });
export const AdvisoryUpdates = Type.Object(
  {
    advisory: AdvisoryRef,
    ...groupCounts,
  },
  { additionalProperties: false },
);
export type UpdateGroup = Static<typeof SiteUpdates> | Static<typeof ModuleUpdates> | Static<typeof AdvisoryUpdates>;

export const UpdateSummary = Type.Object(
  {
    sites: Type.Integer(),
    security: Type.Integer(),
    unsupported: Type.Integer(),
    update: Type.Integer(),
    unknown: Type.Integer(),
    muted: Type.Integer(),
    possible: Type.Integer(),
  },
  {
    additionalProperties: false,
    description: 'Of all sites that `organization_id`, `site_id` and `tag` let through, whatever the other filters say',
  },
);
export type UpdateSummary = Static<typeof UpdateSummary>;

const whatIsNew =
  'Only where something is new since this ISO week, month or year began in the time zone of the organization: the site ' +
  'took the version, or what asks to replace it was published, which for `security` is an advisory or a security ' +
  'release, else the recommended release';

// The order is fixed: what is urgent stands first.
const { sort: _sort, ...pageQuery } = listQuery([]);

export const reportModuleUpdates = endpoint({
  name: 'reportModuleUpdates',
  summary: 'What asks for an update on which site: security first, then unsupported, then other updates',
  method: 'GET',
  path: '/api/v1/reports/module-updates',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...pageQuery,
      group_by: Type.Optional(
        Type.Enum(['site', 'module', 'advisory'], { description: 'Without it: a row for each site and module' }),
      ),
      organization_id: Type.Optional(Id),
      site_id: Type.Optional(Id),
      tag: Type.Optional(facetOf(null)),
      status: Type.Optional(facetOf(openStatuses)),
      muted: Type.Optional(
        Type.Enum(['true', 'false'], { description: '`true`: what is muted, and nothing else; else it is left out' }),
      ),
      severity: Type.Optional(
        Type.Enum(Object.keys(severities) as RiskLevel[], {
          description: 'Security only, of this risk level or a higher one; an unknown risk counts as critical',
        }),
      ),
      module: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'id or machine name' })),
      period: Type.Optional(Type.Enum(['weekly', 'monthly', 'ytd'], { description: whatIsNew })),
    },
    { additionalProperties: false },
  ),
  response: Type.Object(
    {
      summary: UpdateSummary,
      rows: Type.Array(Type.Union([ModuleUpdate, SiteUpdates, ModuleUpdates, AdvisoryUpdates])),
    },
    { additionalProperties: false },
  ),
  kind: 'report',
  csv: true,
  errors: [],
});
