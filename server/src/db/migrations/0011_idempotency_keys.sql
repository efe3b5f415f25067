-- The answers of requests with an `Idempotency-Key`, each written by the transaction that did what it answers.

create table idempotency_keys (
  -- Of the caller, the endpoint, the parameters of the path, and the key.
  hash bytea primary key,
  -- Of the query and the body, keyed with the server's secret: a body may hold a password.
  fingerprint bytea not null,
  answer text not null,
  created_at timestamptz not null
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Any transaction leaves its own answer; only the scope of all organizations, which looks up who repeats what, reads them.
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy nobody on idempotency_keys using ((select current_setting('patchlight.organizations', true)) = 'all');
create policy writers on idempotency_keys for insert with check (true);
