import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';
import { DaysExposed, Fix, Level, ModuleRef } from './verdicts.ts';

export const Advisory = Type.Object(
  {
    id: Type.String({ description: 'As drupal.org names it, e.g. SA-CONTRIB-2025-028' }),
    title: Type.String(),
    link: Nullable(Type.String()),
    aliases: Type.Array(Type.String()),
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
      { exposed: Type.Integer(), possible: Type.Integer() },
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

export const listAdvisories = endpoint({
  name: 'listAdvisories',
  summary: 'Advisories, newest first, with the number of own sites exposed',
  method: 'GET',
  path: '/api/v1/advisories',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery(['published_at']),
      state: Type.Optional(
        Type.Enum(['exposed', 'all'], { description: '`exposed`: only those that concern an own site' }),
      ),
      project: Type.Optional(Type.String({ maxLength: 128 })),
      published_from: Type.Optional(Time),
      published_to: Type.Optional(Time),
      q: Type.Optional(Type.String({ maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Advisory),
  kind: 'list',
  errors: [],
});

export const getAdvisory = endpoint({
  name: 'getAdvisory',
  summary: 'One advisory with the own sites it concerns',
  method: 'GET',
  path: '/api/v1/advisories/{advisory_id}',
  permission: 'fleet:read',
  params: Type.Object({ advisory_id: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false }),
  response: Type.Object(
    {
      ...Advisory.properties,
      details: Nullable(Type.String()),
      revisions: Type.Array(AdvisoryRevision, {
        description: 'What was changed after the publication, the last change first',
      }),
      exposed_sites: Type.Array(
        Type.Object(
          {
            site: Type.Object({ id: Id, name: Type.String(), url: Type.String() }, { additionalProperties: false }),
            module: Type.String(),
            version: Nullable(Type.String()),
            exposure: Type.String(),
            exposed_since: Nullable(Time),
            days_exposed: DaysExposed,
            fix: Nullable(Fix),
          },
          { additionalProperties: false },
        ),
        { description: 'At most 100; `/modules/{id}/sites` lists all' },
      ),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  errors: ['not_found'],
});
