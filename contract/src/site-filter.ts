import { type Static, Type } from 'typebox';
import { Id } from './envelope.ts';
import { facetOf } from './facet.ts';
import { moduleStatuses } from './verdicts.ts';

export const environments = ['production', 'staging', 'development', 'testing', 'other'] as const;
export const freshnesses = ['fresh', 'late', 'silent', 'never'] as const;

/** What sites may be picked out by: the list, its facets and changes of many sites take the same. */
export const siteFilter = {
  organization_id: Type.Optional(Id),
  status: Type.Optional(facetOf(moduleStatuses)),
  freshness: Type.Optional(facetOf(freshnesses)),
  environment: Type.Optional(facetOf(environments)),
  muted: Type.Optional(Type.Enum(['true', 'false'], { description: 'Where something is muted, or nothing' })),
  tag: Type.Optional(facetOf(null)),
  core: Type.Optional(facetOf(null, { description: 'Beginning of the core version, such as `10.` or `11.3.2`' })),
  core_end_before: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3650,
      description: 'Security releases for the core branch have ended, or end on a known day within so many days',
    }),
  ),
  min_risk: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 25,
      description: 'Needs a security update of this risk; an unknown one is 15',
    }),
  ),
  not_patched_days: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 3650, description: 'No patch run within so many days' }),
  ),
  module: Type.Optional(Type.String({ maxLength: 128, description: 'Machine name of a module on the site' })),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name or the URL' })),
};

export const SiteFilter = Type.Object(siteFilter, { additionalProperties: false });
export type SiteFilter = Static<typeof SiteFilter>;
