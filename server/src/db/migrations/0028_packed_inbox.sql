-- Bodies in the inbox may be packed: what a burst writes is a tenth as large.

-- Rows of before are as they came; for all others it is said when they are written.
alter table report_inbox add column is_packed boolean not null default false;
