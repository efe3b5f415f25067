import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

const Organization = Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false });
const params = Type.Object(
  {
    name: Type.String({
      maxLength: 128,
      pattern: '^[a-z][a-z0-9_-]*$',
      description: 'As sites report it',
    }),
  },
  { additionalProperties: false },
);

/** What a reported name can be decided to be. */
export const decisions = ['custom', 'project'] as const;
/** Why nothing is known of a name that sites report as a project of drupal.org. */
export const unmatchedReasons = ['not_on_drupal_org', 'not_a_project_name'] as const;

const Decision = Type.Object(
  {
    decision: Type.Enum(decisions),
    project: Nullable(Type.String({ description: 'The drupal.org project that it is' })),
    decided_by: Nullable(
      Type.Object(
        { id: Id, name: Type.String() },
        { additionalProperties: false, description: 'Null for a program, and for whoever is not of the organization' },
      ),
    ),
    decided_at: Time,
  },
  { additionalProperties: false },
);

export const ModuleIdentity = Type.Object(
  { name: Type.String(), organization: Organization, ...Decision.properties },
  { additionalProperties: false },
);
export type ModuleIdentity = Static<typeof ModuleIdentity>;

export const UnmatchedModule = Type.Object(
  {
    name: Type.String(),
    organization: Nullable(Organization),
    organizations: Type.Integer({ description: 'How many report it, or have decided what it is' }),
    type: Nullable(Type.String()),
    versions: Type.Array(Type.String(), { description: 'In use now, at most 20' }),
    sites: Type.Integer(),
    first_seen_at: Nullable(Time),
    reason: Nullable(Type.Enum(unmatchedReasons, { description: 'Null where it is decided' })),
    decision: Nullable(Decision),
  },
  { additionalProperties: false },
);
export type UnmatchedModule = Static<typeof UnmatchedModule>;

export const listUnmatchedModules = endpoint({
  name: 'listUnmatchedModules',
  summary: 'Names that drupal.org does not know, and those of which somebody decided what they are',
  method: 'GET',
  path: '/api/v1/unmatched-modules',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery(['sites', 'name']),
      organization_id: Type.Optional(Id),
      decided: Type.Optional(Type.Enum(['true', 'false'])),
      q: Type.Optional(Type.String({ maxLength: 128, description: 'Part of the name' })),
      group_by: Type.Optional(
        Type.Enum(['name'], { description: 'One row for all organizations of the caller that report the name' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(UnmatchedModule),
  kind: 'list',
  errors: [],
});

export const identifyModule = endpoint({
  name: 'identifyModule',
  summary: 'Decide what a reported name is in an organization: custom code, or a project of drupal.org',
  method: 'PUT',
  path: '/api/v1/module-identities/{name}',
  permission: 'modules:identify',
  params,
  body: Type.Object(
    {
      organization_id: Id,
      decision: Type.Enum(decisions),
      project: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 128,
          pattern: '^[a-z0-9_]+$',
          description: 'With `decision` project: its machine name on drupal.org',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: ModuleIdentity,
  kind: 'one',
  errors: ['not_found'],
});

export const forgetModuleIdentity = endpoint({
  name: 'forgetModuleIdentity',
  summary: 'Take the decision back: from now on the name is what the reports say',
  method: 'DELETE',
  path: '/api/v1/module-identities/{name}',
  permission: 'modules:identify',
  params,
  query: Type.Object({ organization_id: Id }, { additionalProperties: false }),
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});
