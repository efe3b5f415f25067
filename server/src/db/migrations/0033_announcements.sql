-- What was announced of events: the list that whoever tells of them reads on from where it was.

create table announcements (
  organization_id bigint not null,
  id bigint generated always as identity,
  uuid uuid unique not null,
  event_id bigint,
  kind text not null,
  stage text not null,
  created_at timestamptz not null,
  primary key (organization_id, id)
);
select raise_wall('announcements');
