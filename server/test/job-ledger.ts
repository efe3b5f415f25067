import type { Db } from '../src/db/database.ts';
import { query } from './postgres.ts';

interface Tick {
  readonly task: string;
  readonly tick: string;
  /** Entries of the queue that were made for it, how often one was taken from it, and how often one was done. */
  readonly jobs: number;
  readonly taken: number;
  readonly done: number;
}

/** Lets a trigger note what becomes of each entry of the job queue: whatever the processes say, the database knows. */
export async function keepJobLedger(owner: Db): Promise<void> {
  await query(
    owner,
    'create table job_ledger (step text, job bigint, task text, tick timestamptz, at timestamptz default clock_timestamp())',
  );
  await query(
    owner,
    `create function note_job() returns trigger language plpgsql as $$
    declare
      entry graphile_worker._private_jobs := coalesce(new, old);
      step text := case when tg_op = 'DELETE' then 'done'
        when tg_op = 'UPDATE' and old.locked_by is null and new.locked_by is not null then 'taken'
        when tg_op = 'INSERT' or new.payload::text <> old.payload::text then 'asked for' end;
    begin
      if step is not null then
        insert into public.job_ledger (step, job, task, tick) values (step, entry.id,
          (select identifier from graphile_worker._private_tasks where id = entry.task_id),
          (entry.payload -> '_cron' ->> 'ts')::timestamptz);
      end if;
      return null;
    end $$`,
  );
  await query(
    owner,
    `create trigger note_job after insert or update or delete on graphile_worker._private_jobs
    for each row execute function note_job()`,
  );
}

/** What became of each minute of the crontab. */
export function ticksOf(owner: Db): Promise<Tick[]> {
  return query<Tick>(
    owner,
    `with ticks as (select distinct task, tick, job from job_ledger where step = 'asked for' and tick is not null)
    select task, tick::text, count(distinct t.job)::int as jobs,
      count(*) filter (where l.step = 'taken')::int as taken, count(*) filter (where l.step = 'done')::int as done
    from ticks t join lateral (select step from job_ledger where job = t.job) l on true
    group by task, tick order by tick, task`,
  );
}
