import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Nullable, Time } from './envelope.ts';

export const PatchRun = Type.Object(
  {
    id: Id,
    site_id: Id,
    run_date: Time,
    source: Type.String({ description: '`detected` where the server derived it from successive reports' }),
    url: Nullable(Type.String()),
    note: Nullable(Type.String()),
    updates: Type.Array(
      Type.Object(
        {
          module: Type.String(),
          from_version: Nullable(Type.String()),
          to_version: Nullable(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    report_id: Nullable(Id),
    created_at: Time,
  },
  { additionalProperties: false },
);
export type PatchRun = Static<typeof PatchRun>;

export const listPatchRuns = endpoint({
  name: 'listPatchRuns',
  summary: 'Patch runs of the site, newest first',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/patch-run',
  permission: 'fleet:read',
  params: Type.Object({ site_id: Id }, { additionalProperties: false }),
  query: Type.Object(
    {
      ...listQuery(['run_date']),
      from: Type.Optional(Time),
      to: Type.Optional(Time),
      source: Type.Optional(Type.String({ maxLength: 64 })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(PatchRun),
  kind: 'list',
  errors: ['not_found'],
});
