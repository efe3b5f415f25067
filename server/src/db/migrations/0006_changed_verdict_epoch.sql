-- Tells a verdict that changed again while its sites were brought up to date from one that is done.

alter table changed_verdicts add column epoch bigint not null default 0;
