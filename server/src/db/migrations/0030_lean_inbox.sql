-- A report of a burst is put into the inbox with two index entries instead of three, and without a look at its site: that has just
-- been let in, and does not go before what waits for it.

alter table report_inbox
  drop constraint report_inbox_organization_id_site_id_fkey,
  drop constraint report_inbox_pkey,
  add primary key (organization_id, site_id, id);
drop index report_inbox_report;
