-- How many security holes a version has, advisories and security releases without one, and when the first was published: an
-- overview then looks for none of them.

alter table module_versions add holes smallint not null default 0, add oldest_hole_at timestamptz;
update module_versions v set holes = h.holes, oldest_hole_at = h.oldest
from (
  select version_id, count(*) as holes, min(published_at) as oldest from (
    select va.version_id, a.published_at from version_advisories va join advisories a on a.id = va.advisory_id
      where va.exposure = 'affected' and a.withdrawn_at is null and a.published_at is not null
    union all
    select vr.version_id, r.release_date from version_security_releases vr join module_versions i on i.id = vr.version_id
      join module_versions r on r.module_id = i.module_id and r.version_number = vr.release and r.datestamp = 0
      where r.release_date is not null) each_hole
  group by version_id) h
where v.id = h.version_id;
