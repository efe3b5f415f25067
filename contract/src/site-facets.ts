import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { SiteFilter } from './site-filter.ts';

const count = Type.Integer({ minimum: 0 });
const strict = { additionalProperties: false } as const;
const Counted = Type.Object({ value: Type.String(), sites: count }, strict);

export const SiteFacets = Type.Object(
  {
    total: Type.Integer({ description: 'Sites that all filters let through' }),
    status: Type.Object({ security: count, unsupported: count, update: count, unknown: count, current: count }, strict),
    freshness: Type.Object({ fresh: count, late: count, silent: count, never: count }, strict),
    environment: Type.Object(
      { production: count, staging: count, development: count, testing: count, other: count },
      strict,
    ),
    tag: Type.Array(Counted, { description: 'The 50 that most sites carry' }),
    core: Type.Array(Counted, { description: 'By minor version such as `11.3.`, the newest first' }),
  },
  {
    additionalProperties: false,
    description: 'Each facet is counted without its own filter, so that its other values show what they would give',
  },
);
export type SiteFacets = Static<typeof SiteFacets>;

export const getSiteFacets = endpoint({
  name: 'getSiteFacets',
  summary: 'How many sites have which status, freshness, environment, tag and core, under the filters of the list',
  method: 'GET',
  path: '/api/v1/sites/facets',
  permission: 'fleet:read',
  query: SiteFilter,
  response: SiteFacets,
  kind: 'one',
  errors: [],
});
