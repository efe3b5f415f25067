-- Mails leave the outbox: when each is tried next, until when it is worth sending, and what became of it.

alter table outbox
  add column attempts integer not null default 0,
  add column next_attempt_at timestamptz not null default now(),
  add column expires_at timestamptz not null default now() + interval '3 days',
  add column failed_at timestamptz,
  -- What the mail server said at the last attempt that did not succeed.
  add column failure text;
-- Those that waited for somebody to send them: their links end when they would have ended.
update outbox set next_attempt_at = created_at,
  expires_at = created_at + case kind when 'password_reset' then interval '10 minutes' else interval '24 hours' end;

-- What expires first is sent first: a reset of a password does not wait behind a thousand digests.
drop index outbox_unsent;
create index outbox_waiting on outbox (expires_at, id) where sent_at is null and failed_at is null;
create index outbox_old on outbox (created_at);

-- The queue belongs to the owner, in a schema of its own (graphile_worker). The role that the server works as may ask for
-- a job in its own transaction, and nothing else. One name is one queue: a job never runs beside itself.
create function request_job(name text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform graphile_worker.add_job(name, queue_name => name);
end $$;
revoke execute on function request_job(text) from public;
grant execute on function request_job(text) to patchlight_app;
