import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { listQuery, Nullable, Time } from './envelope.ts';

export const JobRun = Type.Object(
  {
    started_at: Time,
    duration_ms: Type.Integer(),
    outcome: Type.Enum(['ok', 'failed']),
    failure: Nullable(Type.String()),
  },
  { additionalProperties: false },
);
export type JobRun = Static<typeof JobRun>;

export const Job = Type.Object(
  {
    name: Type.String(),
    cron: Type.String({ description: 'Minute, hour, day, month, day of the week; UTC' }),
    next_run_at: Type.String({
      format: 'date-time',
      description: 'By the crontab; a failed run is tried again before',
    }),
    running: Nullable(
      Type.Object(
        {
          since: Time,
          worker: Type.String({ description: 'Its connection is `patchlight worker NAME` in `pg_stat_activity`' }),
        },
        { additionalProperties: false },
      ),
    ),
    retry: Nullable(
      Type.Object(
        { at: Time, attempts: Type.Integer(), failure: Type.String() },
        { additionalProperties: false, description: 'A failed run that waits to be tried again' },
      ),
    ),
    runs: Type.Array(JobRun, { description: 'The last ones, newest first' }),
  },
  { additionalProperties: false },
);
export type Job = Static<typeof Job>;

export const listJobs = endpoint({
  name: 'listJobs',
  summary: 'What runs by itself: when, what runs now, what failed and waits to be tried again, and the last runs',
  method: 'GET',
  path: '/api/v1/jobs',
  permission: 'jobs:manage',
  query: Type.Object(listQuery(['name', 'next_run_at']), { additionalProperties: false }),
  response: Type.Array(Job),
  kind: 'list',
  errors: [],
});

export const runJob = endpoint({
  name: 'runJob',
  summary: 'Run a job as soon as a worker is free, or after its present run; this asks for it and does not wait',
  method: 'POST',
  path: '/api/v1/jobs/{name}/run',
  permission: 'jobs:manage',
  params: Type.Object(
    { name: Type.String({ pattern: '^[a-z0-9_-]{1,64}$', description: '`name` of a job' }) },
    { additionalProperties: false },
  ),
  response: Job,
  kind: 'one',
  status: 202,
  errors: ['not_found'],
});
