import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { facetOf } from './facet.ts';
import { openStatuses } from './reports.ts';
import { environments, freshnesses } from './site-filter.ts';
import { sortByTwo } from './sort.ts';
import { Level, ModuleRef, Muted, moduleStatuses } from './verdicts.ts';

const ofOrganization = Type.Object(
  {
    organization_id: Type.Optional(
      Type.String({ format: 'uuid', description: 'Whose sites are own; else all of them' }),
    ),
  },
  { additionalProperties: false },
);
const moduleParams = Type.Object(
  { module_id: Type.String({ minLength: 1, maxLength: 128, description: 'id or drupal.org machine name' }) },
  { additionalProperties: false },
);

export const Module = Type.Object(
  {
    ...ModuleRef.properties,
    type: Nullable(Type.String()),
    custom: Type.Boolean(),
    project_status: Nullable(Type.String()),
    supported_branches: Nullable(Type.String()),
    sites: Type.Integer({ description: 'Own sites that run it' }),
    versions_in_use: Type.Array(
      Type.Object(
        { version: Nullable(Type.String()), status: Nullable(Type.Enum(moduleStatuses)), sites: Type.Integer() },
        { additionalProperties: false },
      ),
    ),
    as_of: Nullable(Time),
  },
  { additionalProperties: false },
);
export type Module = Static<typeof Module>;

export const listModules = endpoint({
  name: 'listModules',
  summary: 'Modules that the caller’s sites run, with versions in use',
  method: 'GET',
  path: '/api/v1/modules',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery(['name', 'status']),
      organization_id: Type.Optional(Id),
      include: Type.Optional(Type.Enum(['custom'])),
      status: Type.Optional(
        facetOf(openStatuses, { description: 'Only what an own site runs in a version of this status' }),
      ),
      muted: Type.Optional(Type.Enum(['true'], { description: 'Only what is muted on an own site' })),
      q: Type.Optional(Type.String({ maxLength: 128 })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Module),
  kind: 'list',
  errors: [],
});

export const Adoption = Type.Object(
  {
    at: Time,
    sites: Type.Integer({ description: 'Own sites that ran it' }),
    versions: Type.Array(
      Type.Object({ version: Nullable(Type.String()), sites: Type.Integer() }, { additionalProperties: false }),
      { description: 'By how many sites, at most 8; the others make up the rest of `sites`' },
    ),
  },
  { additionalProperties: false },
);
export type Adoption = Static<typeof Adoption>;

export const AdvisoryOfModule = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    risk: Nullable(Type.Integer({ minimum: 0, maximum: 25 })),
    level: Level,
    published_at: Nullable(Time),
    affected_versions: Type.String(),
    fixed_in: Type.Array(Type.String()),
    sites: Type.Integer({ description: 'Own sites that it exposes now' }),
  },
  { additionalProperties: false },
);
export type AdvisoryOfModule = Static<typeof AdvisoryOfModule>;

export const getModule = endpoint({
  name: 'getModule',
  summary: 'One module: the versions that own sites ran over time, and its advisories',
  method: 'GET',
  path: '/api/v1/modules/{module_id}',
  permission: 'fleet:read',
  params: moduleParams,
  query: ofOrganization,
  response: Type.Object(
    {
      ...Module.properties,
      adoption: Type.Array(Adoption, {
        description: 'At the same hour of each of the last 12 weeks, the oldest first',
      }),
      advisories: Type.Array(AdvisoryOfModule, { description: 'The newest first, at most 100' }),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  errors: ['not_found'],
});

export const ModuleVersion = Type.Object(
  {
    version: Nullable(Type.String()),
    released: Type.Boolean({ description: 'True when drupal.org lists this version' }),
    release_date: Nullable(Time),
    release_link: Nullable(Type.String()),
    published: Nullable(Type.Boolean()),
    types: Type.Array(Type.String(), {
      description: 'As drupal.org tags it: `Security update`, `Bug fixes`, `New features`, `Insecure`, `Unsupported`',
    }),
    security: Type.Boolean({ description: 'Tagged Security update' }),
    insecure: Type.Boolean({ description: 'Tagged Insecure' }),
    supported: Nullable(Type.Boolean({ description: 'In a supported branch and not tagged Unsupported' })),
    core_compatibility: Nullable(Type.String()),
    status: Nullable(Type.Enum(moduleStatuses)),
    advisories: Type.Array(
      Type.Object({ id: Type.String(), exposure: Type.String() }, { additionalProperties: false }),
    ),
    sites: Type.Integer({ description: 'Own sites on this version' }),
  },
  { additionalProperties: false },
);
export type ModuleVersion = Static<typeof ModuleVersion>;

export const listModuleVersions = endpoint({
  name: 'listModuleVersions',
  summary: 'Releases of a module in the order of drupal.org, then versions only seen on own sites',
  method: 'GET',
  path: '/api/v1/modules/{module_id}/versions',
  permission: 'fleet:read',
  params: moduleParams,
  query: Type.Object(
    { ...listQuery(['release_order']), ...ofOrganization.properties },
    { additionalProperties: false },
  ),
  response: Type.Array(ModuleVersion),
  kind: 'list',
  errors: ['not_found'],
});

export const ModuleSite = Type.Object(
  {
    site: Type.Object({ id: Id, name: Type.String(), url: Type.String() }, { additionalProperties: false }),
    organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
    environment: Type.Enum(environments),
    tags: Type.Array(Type.String()),
    freshness: Type.Enum(freshnesses),
    last_report_at: Nullable(Time),
    version: Nullable(Type.String()),
    status: Nullable(Type.Enum(moduleStatuses)),
    running_since: Nullable(Time),
    muted: Muted,
  },
  { additionalProperties: false },
);
export type ModuleSite = Static<typeof ModuleSite>;

export const listModuleSites = endpoint({
  name: 'listModuleSites',
  summary: 'Own sites that run a module; `below`, `above` and `version` narrow it',
  method: 'GET',
  path: '/api/v1/modules/{module_id}/sites',
  permission: 'fleet:read',
  params: moduleParams,
  query: Type.Object(
    {
      ...listQuery([]),
      sort: Type.Optional(sortByTwo(['name', 'version', 'status'])),
      organization_id: Type.Optional(Id),
      tag: Type.Optional(facetOf(null)),
      below: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      above: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      version: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      status: Type.Optional(facetOf(moduleStatuses, { description: 'Of what is not muted' })),
      muted: Type.Optional(Type.Enum(['true', 'false'])),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(ModuleSite),
  kind: 'list',
  csv: true,
  errors: ['not_found'],
});
