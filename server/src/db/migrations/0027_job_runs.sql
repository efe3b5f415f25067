-- What became of the last runs of each job, and what the queue knows of it.

create table job_runs (
  id bigint generated always as identity primary key,
  job text not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  outcome text not null check (outcome in ('ok', 'failed')),
  failure text
);
create index job_runs_of_job on job_runs (job, id);

-- The queue belongs to the owner, in a schema of its own: the role that the server works as sees as much of it as this shows.
create function job_queue() returns table (
  job text, attempts integer, run_at timestamptz, failure text, locked_at timestamptz, locked_by text
) language plpgsql stable security definer set search_path = '' as $$
begin
  return query select j.task_identifier, j.attempts::integer, j.run_at, j.last_error, j.locked_at, j.locked_by
    from graphile_worker.jobs j;
end $$;
revoke execute on function job_queue() from public;
grant execute on function job_queue() to patchlight_app;
