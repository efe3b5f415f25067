-- What people are told: events of every kind, which notice was given of each and in which order, who was told of it by which
-- message, and mails that look like something and may be read again.

alter table events drop constraint events_kind_check, drop constraint events_check;
alter table events
  add column module_id bigint references modules,
  add column site_id bigint,
  -- What else it is about, as text: one event for each.
  add column subject text,
  add column details jsonb,
  -- Since it began last: one that is over may begin anew.
  add column opened_at timestamptz,
  add column ended_at timestamptz,
  add check (kind in ('security_exposure', 'exposure_overdue', 'site_silent', 'project_unsupported', 'mute_ending', 'key_ending',
    'membership_changed', 'report_ready')),
  add check (num_nonnulls(advisory_id, release_id, module_id, site_id, subject) = 1),
  add foreign key (organization_id, site_id) references sites (organization_id, id);
update events set opened_at = created_at;
alter table events alter column opened_at set not null;
create unique index events_of_module on events (organization_id, kind, module_id) where module_id is not null;
create unique index events_of_subject on events (organization_id, kind, subject) where subject is not null;
-- A site falls silent more than once.
create unique index events_silent on events (organization_id, site_id) where site_id is not null and ended_at is null;
create index events_open on events (organization_id, kind) where ended_at is null;

-- The notice that told of the site; null where none did yet. What is there already was there before there were any.
alter table event_sites
  add column notice_id bigint,
  -- When its hole was found open past the target.
  add column overdue_at timestamptz;
update event_sites set notice_id = 0;
create index event_sites_in_time on event_sites (organization_id, event_id) where overdue_at is null and notice_id > 0;
create index event_sites_untold on event_sites (organization_id, event_id) where notice_id is null;
create index event_sites_of_notice on event_sites (organization_id, notice_id);

-- Events of which something may be to tell: written by whoever changes what they are about, in his transaction, and emptied
-- by whoever tells. Rows are only added, so that nobody waits for anybody.
create table event_news (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  event_id bigint not null,
  due_at timestamptz not null,
  primary key (organization_id, id)
);
create index event_news_due on event_news (due_at);
select raise_wall('event_news');

-- One at a time is written, so that they can be seen in the order of their ids: whoever has read up to one misses none before it.
create table notices (
  organization_id bigint not null references organizations,
  id bigint generated always as identity,
  uuid uuid not null unique,
  event_id bigint not null,
  kind text not null,
  stage text not null check (stage in ('opened', 'grown', 'resolved')),
  created_at timestamptz not null,
  primary key (organization_id, id),
  foreign key (organization_id, event_id) references events (organization_id, id)
);
create index notices_in_order on notices (id);
create index notices_of_event on notices (organization_id, event_id);
create index notices_lately on notices (organization_id, created_at);
select raise_wall('notices');

-- A message to one person: a row of the delivery log.
create table messages (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  user_id bigint not null references users,
  -- What it is about, where that is one; a message belongs to its reader.
  about_organization_id bigint references organizations,
  kind text not null check (kind in ('instant', 'daily', 'weekly', 'test')),
  -- Of a digest; of the rest the window is empty.
  window_start timestamptz,
  window_end timestamptz,
  subject text not null,
  -- Why it was not sent at all.
  skipped text check (skipped in ('unchanged', 'paused')),
  created_at timestamptz not null
);
-- One digest for each person and window, however many build it at once.
create unique index messages_of_window on messages (user_id, kind, window_end) where kind in ('daily', 'weekly');
create index messages_of_user on messages (user_id, created_at);
create index messages_of_organization on messages (about_organization_id, created_at) where about_organization_id is not null;
create index messages_old on messages (created_at);

-- Who is told of what, by which message: once, whichever way.
create table message_items (
  user_id bigint not null references users,
  notice_id bigint not null,
  organization_id bigint not null references organizations,
  -- Not before, because of quiet hours or of what the person got just now.
  due_at timestamptz not null,
  message_id bigint references messages on delete cascade,
  -- Nothing of it was left to tell when it was due.
  is_dropped boolean not null default false,
  primary key (organization_id, user_id, notice_id)
);
create unique index message_items_once on message_items (user_id, notice_id);
create index message_items_due on message_items (due_at) where message_id is null and not is_dropped;
create index message_items_of_message on message_items (message_id);

alter table outbox
  add column uuid uuid not null default gen_random_uuid() unique,
  -- Of a message: there is no secret in it, so that it is kept and may be sent again.
  add column message_id bigint references messages on delete cascade,
  add column html text,
  -- In front of the address of the sender.
  add column sender text,
  -- Of the mail itself, and of the first one of its thread.
  add column mail_id text,
  add column thread_id text,
  add column unsubscribe_url text,
  -- What the mail server said when it took it.
  add column answer text;
create index outbox_of_message on outbox (message_id) where message_id is not null;

alter table users
  -- The address refused a mail for good: nothing but account mails go there until it is verified again.
  add column email_paused_at timestamptz,
  add column email_pause_reason text;

create table address_verifications (
  hash bytea primary key,
  user_id bigint not null references users,
  email text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index address_verifications_of_user on address_verifications (user_id);

alter table organizations add column notification_defaults jsonb not null default '{}';

do $$
declare
  nobodys text;
begin
  foreach nobodys in array array['messages', 'message_items', 'address_verifications'] loop
    execute format('alter table %I enable row level security', nobodys);
    execute format('alter table %I force row level security', nobodys);
    execute format('create policy nobody on %I using ((select current_setting(''patchlight.organizations'', true)) = ''all'')', nobodys);
  end loop;
end $$;
