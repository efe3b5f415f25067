import { sql } from 'kysely';
import { packFeed } from '../src/modules/evidence.ts';
import { releaseHistory } from './factories.ts';
import { bareVerdict } from './fleet.ts';
import type { TestDatabase } from './harness.ts';

export interface FleetSize {
  readonly organizations: number;
  readonly sites: number;
  /** Sites of the first organization, the largest; the others share the rest. */
  readonly largest: number;
  readonly modules: number;
}

const anyFeed = packFeed(releaseHistory('drupal', [{ version: '2.0.0' }]));
const modulesPerSite = 100;
const versionsPerModule = 10;
// A statement may not take longer than 30 seconds.
const sitesAtOnce = 1_000;

/**
 * Fills an empty database with the shape of a real fleet: every site runs core and some modules of a long tail, one
 * version in five has an update, one in fifty is insecure; a year of changes on each tenth site. Keys count from 1.
 */
export async function insertLargeFleet({ current: { db }, administer }: TestDatabase, size: FleetSize): Promise<void> {
  const { organizations, sites, largest, modules } = size;
  const statements = [
    sql`insert into organizations (uuid, name) select gen_random_uuid(), 'Organization ' || i from generate_series(1, ${organizations}::int) i`,
    sql`insert into sites (organization_id, uuid, url, name, possible_count, tags)
      select case when i <= ${largest} then 1 else 2 + i % (${organizations}::int - 1) end, gen_random_uuid(),
        'https://site' || i || '.example', 'Site ' || md5(i::text), (i % 50 = 0)::int, case when i % 20 = 0 then '{shop}' else '{}' end::text[] from generate_series(1, ${sites}::int) i`,
    sql`insert into site_activity (organization_id, site_id, last_report_at, reported_at)
      select organization_id, id, now() - interval '20 minutes', now() - interval '20 minutes' from sites`,
    sql`insert into modules (uuid, module_name, title, type)
      select gen_random_uuid(), case when i = 1 then 'drupal' else 'module_' || lpad(i::text, 5, '0') end, 'Module ' || i, 'module'
      from generate_series(1, ${modules}::int) i`,
    sql`insert into release_feeds (module_id, body, hash, fetched_at, changed_at) select id, ${anyFeed}, '', now(), now() from modules`,
    sql`insert into module_versions (module_id, version_number, urgency, feed_position, possible, verdict)
      select m.id, '2.' || n || '.0', case when n = 0 and m.id % 5 = 0 then 1 when n <= 1 then 3 else 5 end,
        ${versionsPerModule} - n, n = 9 and m.id % 7 = 0, ${bareVerdict(null, null)}::json
      from modules m, generate_series(0, ${versionsPerModule - 1}::int) n order by m.id, n`,
    sql`insert into advisories (advisory_id, title, published_at, hash, imported_at)
      select 'SA-' || id, 'Hole in ' || module_name, now() - id * interval '1 day', '', now() from modules where id % 5 = 0 or id % 7 = 0`,
    sql`insert into advisory_projects select a.id, substr(a.advisory_id, 4)::bigint, '<2.1.0' from advisories a`,
    sql`insert into version_advisories select v.id, ap.advisory_id, case when v.urgency = 1 then 'affected' else 'possible' end
      from module_versions v join advisory_projects ap on ap.module_id = v.module_id where v.urgency = 1 or v.possible`,
    // Squared, so that few modules are on many sites and many on few.
    ...Array.from(
      { length: Math.ceil(sites / sitesAtOnce) },
      (_, part) => sql`
      insert into site_modules (organization_id, site_id, module_id, current_version_id, urgency, running_since)
      select s.organization_id, s.id, m.id, v.id, v.urgency, now() - interval '30 days'
      from sites s cross join lateral (
        select distinct case when n = 1 then 1 else 1 + (power((hashint8(s.id * 1000 + n) & 65535) / 65536.0, 2) * ${modules}::int)::int
          % ${modules}::int end as id from generate_series(1, ${modulesPerSite}::int) n) m
      join module_versions v on v.module_id = m.id
        and v.version_number = '2.' || (hashint8(s.id + m.id * 100000) & 65535) % ${versionsPerModule} || '.0'
      where s.id > ${part * sitesAtOnce}::int and s.id <= ${(part + 1) * sitesAtOnce}::int`,
    ),
    sql`update sites s set security_count = c.security, update_count = c.update, urgency = case when c.security > 0 then 1 else 3 end
      from (select organization_id, site_id, count(*) filter (where urgency = 1) as security,
        count(*) filter (where urgency = 3) as update from site_modules group by organization_id, site_id) c
      where c.organization_id = s.organization_id and c.site_id = s.id`,
    sql`insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      select s.organization_id, s.id, now() - n * interval '28 hours', sm.module_id, oldest.id,
        now() - n * interval '28 hours' - interval '30 days', sm.current_version_id, gen_random_uuid()
      from sites s cross join generate_series(1, 312) n
      join lateral (select * from site_modules sm where sm.organization_id = s.organization_id and sm.site_id = s.id
        offset n % ${modulesPerSite / 2} limit 1) sm on true
      join module_versions oldest on oldest.module_id = sm.module_id and oldest.version_number = '2.0.0' where s.id % 10 = 1`,
    // A hole of long ago that every tenth site had, and none has any more.
    sql`with old as (insert into module_versions (module_id, version_number, urgency, verdict) values (1, '1.0.0', 1, ${bareVerdict('1.0.0', null)}) returning id),
      told as (insert into advisories (advisory_id, title, published_at, hash, imported_at)
        values ('SA-OLD', 'Hole in drupal', now() - interval '500 days', '', now()) returning id),
      concerned as (insert into advisory_projects select id, 1, '<2.0.0' from told),
      exposing as (insert into version_advisories select old.id, told.id, 'affected' from old, told)
      insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
      select s.organization_id, s.id, now() - interval '400 days', 1, old.id, now() - interval '600 days', sm.current_version_id, gen_random_uuid()
      from old, sites s join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.module_id = 1
      where s.id % 10 = 1`,
    sql`insert into site_reports (organization_id, site_id, received_at, report_id, effective_at, status, body_hash)
      select s.organization_id, s.id, now() - n * interval '1 hour', gen_random_uuid(), now(), 'unchanged', ''
      from sites s cross join generate_series(1, 300) n where s.id % 10 = 1`,
    sql`insert into patch_runs (organization_id, uuid, site_id, run_date, source, updates, updates_count, security_updates_count)
      select s.organization_id, gen_random_uuid(), s.id, now() - n * interval '1 day', 'detected', '[]', 0, 0
      from sites s cross join generate_series(1, 50) n where s.id % 10 = 1`,
  ];
  for (const statement of statements) await statement.execute(db);
  await administer('vacuum analyze');
}
