-- Bodies in the inbox may be packed: what a burst writes is a tenth as large.

-- Rows of before are as they came; of all others it is said when they are written.
alter table report_inbox add column is_packed boolean not null default false;
-- As it came.
alter table report_inbox add column body_bytes integer;
update report_inbox set body_bytes = length(body);
alter table report_inbox alter column body_bytes set not null;
