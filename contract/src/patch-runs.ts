import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

const Update = Type.Object(
  {
    module: Type.String(),
    from_version: Nullable(Type.String()),
    to_version: Nullable(Type.String()),
    known: Type.Boolean({ description: 'False where no module of this name is known' }),
    security: Type.Boolean({
      description: 'It took the site off a version with a known hole, to one past every security release',
    }),
    detected: Type.Boolean({ description: 'A report of the site shows it' }),
  },
  { additionalProperties: false },
);

const Recorder = Type.Object(
  {
    type: Type.Enum(['user', 'key', 'system']),
    id: Nullable(Id),
    name: Nullable(Type.String()),
  },
  { additionalProperties: false },
);

export const PatchRun = Type.Object(
  {
    id: Id,
    site_id: Id,
    run_date: Time,
    source: Type.String({ description: '`detected` where the server derived it from successive reports' }),
    url: Nullable(Type.String()),
    note: Nullable(Type.String()),
    updates: Type.Array(Update),
    detected: Type.Boolean({ description: 'At least one report of the site shows it, whether recorded or not' }),
    report_id: Nullable(Id),
    report_ids: Type.Array(Id, { description: 'All reports that show it, the one of `report_id` first' }),
    recorded_by: Nullable(Recorder),
    created_at: Time,
  },
  { additionalProperties: false },
);
export type PatchRun = Static<typeof PatchRun>;

const siteParams = Type.Object({ site_id: Id }, { additionalProperties: false });
const version = Type.String({ minLength: 1, maxLength: 64 });

export const recordPatchRun = endpoint({
  name: 'recordPatchRun',
  summary: 'Record updates that were applied; becomes one with the run that the reports of the site show',
  method: 'POST',
  path: '/api/v1/sites/{site_id}/patch-run',
  permission: 'patch_runs:write',
  params: siteParams,
  body: Type.Object(
    {
      run_date: Type.Optional(Time),
      updates: Type.Array(
        Type.Object(
          {
            module: Type.String({ minLength: 1, maxLength: 128 }),
            from_version: Nullable(version),
            to_version: version,
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 500 },
      ),
      source: Type.Optional(
        Type.String({ minLength: 1, maxLength: 64, description: 'Where it ran, such as `ci`; never `detected`' }),
      ),
      url: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 2048 }))),
      note: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))),
    },
    { additionalProperties: false },
  ),
  response: PatchRun,
  kind: 'one',
  status: 201,
  errors: ['not_found', 'generated_at_in_future'],
});

export const listPatchRuns = endpoint({
  name: 'listPatchRuns',
  summary: 'Patch runs of the site, newest first',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/patch-run',
  permission: 'fleet:read',
  params: siteParams,
  query: Type.Object(
    {
      ...listQuery(['run_date']),
      from: Type.Optional(Time),
      to: Type.Optional(Time),
      source: Type.Optional(Type.String({ maxLength: 64 })),
      module: Type.Optional(Type.String({ maxLength: 128, description: 'Machine name of a module that was updated' })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(PatchRun),
  kind: 'list',
  errors: ['not_found'],
});
