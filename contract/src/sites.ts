import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, ShownOnce, Time } from './envelope.ts';
import { environments, freshnesses, siteFilter } from './site-filter.ts';
import { sortByTwo } from './sort.ts';
import { moduleStatuses } from './verdicts.ts';

export const siteSorts = ['risk', 'name', 'core', 'security', 'oldest', 'last_report_at', 'created_at'] as const;

const Counts = Type.Object(
  {
    modules: Type.Integer(),
    security: Type.Integer(),
    unsupported: Type.Integer(),
    update: Type.Integer(),
    unknown: Type.Integer(),
    current: Type.Integer(),
    custom: Type.Integer(),
    possible: Type.Integer(),
    muted: Type.Integer(),
  },
  { additionalProperties: false },
);

export const Site = Type.Object(
  {
    id: Id,
    url: Type.String(),
    name: Type.String(),
    description: Nullable(Type.String()),
    organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
    environment: Type.Enum(environments),
    tags: Type.Array(Type.String()),
    expected_interval_hours: Type.Integer(),
    is_active: Type.Boolean(),
    status: Type.Enum(moduleStatuses),
    freshness: Type.Enum(freshnesses),
    counts: Counts,
    risk: Nullable(Type.Integer()),
    drift: Nullable(
      Type.Object(
        {
          fixed_in_repository: Type.Integer(),
          fixed_on_site: Type.Integer(),
          open_in_both: Type.Integer(),
        },
        {
          additionalProperties: false,
          description:
            'Modules with a security status on the site, in its repository, or in both; null unless both are reported',
        },
      ),
    ),
    oldest_exposure_at: Nullable(Time),
    core_version: Nullable(Type.String()),
    php_version: Nullable(Type.String()),
    last_report_at: Nullable(Time),
    last_patch_run_at: Nullable(Time),
    reported_at: Nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { additionalProperties: false },
);
export type Site = Static<typeof Site>;

export const siteTag = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^,\\s][^,]*$' });
export const siteTagsMax = 50;
export const siteTags = Type.Array(siteTag, { maxItems: siteTagsMax });
const editable = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))),
  environment: Type.Optional(Type.Enum(environments)),
  tags: Type.Optional(siteTags),
  expected_interval_hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8784 })),
};
const siteParams = Type.Object({ site_id: Id }, { additionalProperties: false });

export const createSite = endpoint({
  name: 'createSite',
  summary: 'Register a site; its key is shown once',
  method: 'POST',
  path: '/api/v1/sites',
  permission: 'sites:write',
  body: Type.Object(
    { url: Type.String({ minLength: 1, maxLength: 2048 }), ...editable, organization_id: Type.Optional(Id) },
    { additionalProperties: false },
  ),
  response: Type.Object({ site: Site, api_key: ShownOnce }, { additionalProperties: false }),
  shownOnce: ['api_key'],
  kind: 'one',
  status: 201,
  errors: ['not_found', 'conflict', 'quota_exceeded'],
});

export const listSites = endpoint({
  name: 'listSites',
  summary: 'The sites the caller may see',
  method: 'GET',
  path: '/api/v1/sites',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery([]),
      sort: Type.Optional(sortByTwo(siteSorts)),
      ...siteFilter,
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Site),
  kind: 'list',
  csv: true,
  errors: [],
});

export const getSite = endpoint({
  name: 'getSite',
  summary: 'One site',
  method: 'GET',
  path: '/api/v1/sites/{site_id}',
  permission: 'fleet:read',
  params: siteParams,
  response: Site,
  kind: 'one',
  errors: ['not_found'],
});

export const updateSite = endpoint({
  name: 'updateSite',
  summary: 'Change a site; what is left out stays',
  method: 'PUT',
  path: '/api/v1/sites/{site_id}',
  permission: 'sites:write',
  params: siteParams,
  body: Type.Object(
    {
      url: Type.Optional(Type.String({ minLength: 1, maxLength: 2048 })),
      ...editable,
      name: Type.Optional(editable.name),
      is_active: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: Site,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const deleteSite = endpoint({
  name: 'deleteSite',
  summary: 'Delete a site; its keys die at once and its URL is free again',
  method: 'DELETE',
  path: '/api/v1/sites/{site_id}',
  permission: 'sites:delete',
  params: siteParams,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});

export const restoreSite = endpoint({
  name: 'restoreSite',
  summary: 'Bring back a site that was deleted within the last 30 days; its keys work again',
  method: 'POST',
  path: '/api/v1/sites/{site_id}/restore',
  permission: 'organizations:manage',
  params: siteParams,
  response: Site,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});
