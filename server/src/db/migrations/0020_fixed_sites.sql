-- What an advisory's page asks: which sites left a version with a hole, after it was told of; and what kind of release each is.

-- From the versions that an advisory affects to the intervals that ended since, in one organization or in all. An entry for each
-- change of a site: 40 bytes, and one insert more where a report changes a version. What was installed anew ended nothing.
create index site_module_history_version on site_module_history (version_id, organization_id, until_at)
  where version_id is not null;

-- As drupal.org tags it, such as `Bug fixes`; several of them, or none.
alter table module_versions add release_types text[] not null default '{}';
-- The next history of each project is stored again, the same one too.
update release_feeds set hash = sha256(hash);
update feed_sources set etag = null, last_modified = null where kind = 'release_history';
