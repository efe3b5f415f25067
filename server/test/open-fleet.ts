import { sql } from 'kysely';
import type { Database } from '../src/db/database.ts';
import { bareVerdict, type Fleet, insertAdvisory, insertFleet } from './fleet.ts';

/** The fleet with an advisory, an unsupported module, risks known and unknown, a tag, and the counters of its sites. */
export async function insertOpenFleet(database: Database): Promise<Fleet> {
  const fleet = await insertFleet(database);
  const { modules, sites, versions } = fleet;
  const { db } = database;
  await insertAdvisory(database, {
    id: 'SA-CONTRIB-2026-001',
    published: '2026-11-11T18:00:00Z',
    risk: 18,
    projects: [{ module: modules.webform, affected: '<6.2.9' }],
    exposures: [
      { version: versions.webformOld ?? 0, exposure: 'affected' },
      { version: versions.webformOlder ?? 0, exposure: 'affected' },
      { version: versions.webformDev ?? 0, exposure: 'possible' },
    ],
  });
  await sql`insert into module_versions (module_id, version_number, urgency, risk, security_update, verdict) values
    (${modules.pathauto.id}, '8.x-1.1', 2, null, false, ${bareVerdict('8.x-1.1', null)}),
    (${modules.drupal.id}, '11.0.0', 1, 12, true, ${bareVerdict('11.0.0', 12)}),
    (${modules.drupal.id}, '10.9.x-dev', 1, null, true, ${bareVerdict('10.9.x-dev', null)})`.execute(db);
  const run = (site: { id: number }, module: { id: number }, number: string) =>
    sql`insert into site_modules (organization_id, site_id, module_id, current_version_id, urgency, security_update, running_since)
      select ${fleet.home.id}, ${site.id}, module_id, id, urgency, security_update, '2026-11-10T00:00:00Z' from module_versions
      where module_id = ${module.id} and version_number = ${number}`.execute(db);
  await run(sites.beta, modules.pathauto, '8.x-1.1');
  await run(sites.beta, modules.drupal, '11.0.0');
  await run(sites.gamma, modules.drupal, '10.9.x-dev');
  await sql`update sites set tags = '{shop}' where id = ${sites.beta.id}`.execute(db);
  // As the reports of the sites would have left them.
  await sql`update sites s set security_count = n.security, unsupported_count = n.unsupported, update_count = n.update,
      unknown_count = n.unknown, risk = n.risk
    from (select sm.site_id, count(*) filter (where sm.urgency = 1) as security, count(*) filter (where sm.urgency = 2) as unsupported,
        count(*) filter (where sm.urgency = 3) as update, count(*) filter (where sm.urgency = 4) as unknown, max(v.risk) as risk
      from site_modules sm join module_versions v on v.id = sm.current_version_id group by sm.site_id) n
    where n.site_id = s.id`.execute(db);
  return fleet;
}
