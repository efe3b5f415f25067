import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { facetOf } from './facet.ts';
import { OrganizationRef, SiteRef } from './reports.ts';
import { sortByTwo } from './sort.ts';
import { DaysExposed, Fix, Level, ModuleRef, Muted, riskLevels } from './verdicts.ts';

/** What an advisory is for some sites: the first that holds for one of them. */
export const advisoryStates = ['exposed', 'possible', 'muted', 'fixed'] as const;
export type AdvisoryState = (typeof advisoryStates)[number];

export const Advisory = Type.Object(
  {
    id: Type.String({ description: 'As drupal.org names it, e.g. SA-CONTRIB-2025-028' }),
    title: Type.String(),
    link: Nullable(Type.String()),
    aliases: Type.Array(Type.String(), { description: 'Its CVEs, and its names in other databases' }),
    risk: Nullable(Type.Integer({ minimum: 0, maximum: 25 })),
    level: Level,
    published_at: Nullable(Time),
    modified_at: Nullable(Time),
    withdrawn_at: Nullable(Time),
    projects: Type.Array(
      Type.Object(
        { module: ModuleRef, affected_versions: Type.String(), fixed_in: Type.Array(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    sites: Type.Object(
      {
        exposed: Type.Integer(),
        possible: Type.Integer({ description: 'Possibly exposed, and not surely' }),
        muted: Type.Integer({ description: 'Concerned, and muted wherever they are' }),
        fixed: Type.Integer({ description: 'Were exposed after the publication, and are not any more' }),
      },
      { additionalProperties: false, description: 'Own sites' },
    ),
  },
  { additionalProperties: false },
);
export type Advisory = Static<typeof Advisory>;

const AdvisoryFacts = Type.Object(
  {
    title: Type.String(),
    risk: Nullable(Type.Integer({ minimum: 0, maximum: 25 })),
    risk_vector: Nullable(Type.String()),
    withdrawn: Type.Boolean(),
    projects: Type.Array(
      Type.Object({ project: Type.String(), affected_versions: Type.String() }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);

export const AdvisoryRevision = Type.Object(
  { changed_at: Time, before: AdvisoryFacts, after: AdvisoryFacts },
  { additionalProperties: false },
);
export type AdvisoryRevision = Static<typeof AdvisoryRevision>;
const ofSites = {
  organization_id: Type.Optional(Id),
  tag: Type.Optional(facetOf(null, { description: 'Only sites with this tag' })),
};

export const listAdvisories = endpoint({
  name: 'listAdvisories',
  summary: 'Advisories, newest first, with the number of own sites exposed, possibly exposed and fixed',
  method: 'GET',
  path: '/api/v1/advisories',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery([]),
      sort: Type.Optional(sortByTwo(['published_at', 'risk', 'exposed'])),
      state: Type.Optional(
        facetOf([...advisoryStates, 'all'], {
          description:
            '`exposed`: an own site is; `possible`: none is, but one may be; `muted`: those that are or may be are muted; ' +
            '`fixed`: one was, and none is or may be',
        }),
      ),
      level: Type.Optional(facetOf(riskLevels)),
      min_risk: Type.Optional(Type.Integer({ minimum: 0, maximum: 25, description: 'An unknown risk counts as 15' })),
      project: Type.Optional(Type.String({ maxLength: 128, description: 'Machine name' })),
      published_from: Type.Optional(Time),
      published_to: Type.Optional(Time),
      q: Type.Optional(
        Type.String({ maxLength: 200, description: 'Part of the title, the id, an alias or a project' }),
      ),
      ...ofSites,
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Advisory),
  kind: 'list',
  errors: [],
});

export const AdvisorySite = Type.Object(
  {
    site: SiteRef,
    organization: OrganizationRef,
    module: Type.String({ description: 'Machine name' }),
    state: Type.Enum(advisoryStates),
    version: Nullable(Type.String({ description: 'The version concerned: what runs, or ran last' })),
    exposed_since: Nullable(
      Type.String({ format: 'date-time', description: 'The later of publication and first report; null when fixed' }),
    ),
    fixed_at: Nullable(Time),
    fixed_with: Nullable(Type.String({ description: 'The version that ended it; null where the module was removed' })),
    hours: Nullable(Type.Number({ description: 'From the publication to the fix' })),
    days_exposed: DaysExposed,
    fix: Nullable(Fix),
    muted: Muted,
  },
  { additionalProperties: false, description: 'One exposure: of one site through one project' },
);
export type AdvisorySite = Static<typeof AdvisorySite>;

export const BurnDown = Type.Object(
  {
    at: Time,
    exposed: Type.Integer({ description: 'Sites' }),
    fixed: Type.Integer({ description: 'Sites that were exposed since the publication, and were not at this time' }),
  },
  { additionalProperties: false },
);
export type BurnDown = Static<typeof BurnDown>;

const advisoryParams = Type.Object(
  { advisory_id: Type.String({ minLength: 1, maxLength: 64, description: 'Its id, or an alias that no other has' }) },
  { additionalProperties: false },
);

export const getAdvisory = endpoint({
  name: 'getAdvisory',
  summary: 'One advisory with the own sites it concerns',
  method: 'GET',
  path: '/api/v1/advisories/{advisory_id}',
  permission: 'fleet:read',
  params: advisoryParams,
  query: Type.Object(
    {
      organization_id: Type.Optional(
        Type.String({ format: 'uuid', description: 'Whose sites are own; else all of them' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: Type.Object(
    {
      ...Advisory.properties,
      risk_vector: Nullable(Type.String({ description: 'What the risk is made of, as the Security Team writes it' })),
      details: Nullable(Type.String()),
      revisions: Type.Array(AdvisoryRevision, {
        description: 'What was changed after the publication, the last change first',
      }),
      timeline: Type.Array(BurnDown, {
        description: 'From the publication until now in even steps of whole days, at most 60; empty before it',
      }),
      exposed_sites: Type.Array(AdvisorySite, { description: 'The longest exposed, at most 100' }),
      possible_sites: Type.Array(AdvisorySite, { description: 'The longest possibly exposed, at most 100' }),
      muted_sites: Type.Array(AdvisorySite, { description: 'The longest muted, at most 100' }),
      fixed_sites: Type.Array(AdvisorySite, { description: 'The last fixed, at most 100' }),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  errors: ['not_found'],
});

export const listAdvisorySites = endpoint({
  name: 'listAdvisorySites',
  summary: 'Own sites that an advisory concerns or concerned: the longest exposed first, of fixed ones the last fixed',
  method: 'GET',
  path: '/api/v1/advisories/{advisory_id}/sites',
  permission: 'fleet:read',
  params: advisoryParams,
  query: Type.Object(
    {
      ...listQuery([]),
      sort: Type.Optional(sortByTwo(['time', 'name'])),
      state: Type.Optional(Type.Enum(advisoryStates, { description: 'Without it: `exposed`' })),
      ...ofSites,
    },
    { additionalProperties: false },
  ),
  response: Type.Array(AdvisorySite),
  kind: 'list',
  csv: true,
  errors: ['not_found'],
});
