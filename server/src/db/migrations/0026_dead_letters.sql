-- Reports that were given up can be named, found and counted.

-- Given when a report is given up: those that wait, which are all that there are on a good day, need none.
alter table report_inbox add column uuid uuid;
update report_inbox set uuid = gen_random_uuid() where dead_at is not null;
create unique index report_inbox_dead on report_inbox (uuid) where dead_at is not null;
create index report_inbox_died on report_inbox (dead_at, id) where dead_at is not null;
