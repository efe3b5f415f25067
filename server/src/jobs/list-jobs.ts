import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/jobs';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { textArray, timeArray } from '../db/arrays.ts';
import { type Page, type PageRequest, type SortKey, selectPage } from '../db/page.ts';
import { notFound } from '../errors.ts';
import { timeInJson } from '../modules/modules.ts';

/** What of the schedule is shown. */
export type Scheduled = Readonly<{ name: string; cron: string }>;
type Sort = NonNullable<QueryOf<typeof contract.listJobs>['sort']>;

const runsShown = 10;

const ordered = (column: string, type: SortKey['type'], descending = false): SortKey[] => [
  { column, type, descending },
  ...(column === '_name' ? [] : [{ column: '_name', type: 'text', descending } as const]),
];
const sorts: Record<Sort, SortKey[]> = {
  name: ordered('_name', 'text'),
  '-name': ordered('_name', 'text', true),
  next_run_at: ordered('_next', 'timestamptz'),
  '-next_run_at': ordered('_next', 'timestamptz', true),
};

export async function listJobs(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listJobs>; page: PageRequest },
  schedule: readonly Scheduled[],
): Promise<Page<contract.Job>> {
  return selectPage(ctx.db, {
    select: await jobsAsShown(ctx, schedule),
    sort: sorts[query.sort ?? 'name'],
    page,
    total: sql`select ${schedule.length}::int as total`,
  });
}

export async function getJob(ctx: Pick<Ctx, 'db' | 'now'>, scheduled: Scheduled): Promise<contract.Job> {
  const { rows } = await selectPage<contract.Job>(ctx.db, {
    select: await jobsAsShown(ctx, [scheduled]),
    sort: sorts.name,
    page: { page: 1, perPage: 1, after: null, uncounted: true },
    total: sql`select 1 as total`,
  });
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** Of several requests for one job at most one runs; the others wait in its queue. */
async function jobsAsShown({ now }: Pick<Ctx, 'now'>, schedule: readonly Scheduled[]) {
  // Loaded where it is needed: a start does not wait for the reader of crontabs.
  const { nextRun } = await import('./next-run.ts');
  const next = schedule.map(({ cron }) => nextRun(cron, now()));
  return sql`
    select s.name, s.cron, s.next_run_at,
      (select json_build_object('since', ${timeInJson('q.locked_at')}, 'worker', q.locked_by) from job_queue() q
        where q.job = s.name and q.locked_at is not null limit 1) as running,
      (select json_build_object('at', ${timeInJson('q.run_at')}, 'attempts', q.attempts, 'failure', q.failure) from job_queue() q
        where q.job = s.name and q.locked_at is null and q.failure is not null order by q.run_at limit 1) as retry,
      coalesce((select json_agg(json_build_object('started_at', ${timeInJson('r.started_at')}, 'duration_ms', r.duration_ms,
          'outcome', r.outcome, 'failure', r.failure) order by r.id desc)
        from (select * from job_runs where job = s.name order by id desc limit ${runsShown}) r), '[]') as runs,
      s.name as _name, s.next_run_at as _next
    from unnest(${textArray(schedule.map(({ name }) => name))}::text[], ${textArray(schedule.map(({ cron }) => cron))}::text[],
      ${timeArray(next)}::timestamptz[]) as s(name, cron, next_run_at)`;
}
