import pg from 'pg';
import type { Bed } from './bed.ts';
import type { Lab } from './lab.ts';

// What somebody would write who has the status where it belongs, at the version: everything is joined, ordered and counted
// for each page.
const openRows = `from site_modules sm
  join organizations o on o.id = sm.organization_id and not o.is_deleted
  join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted
  join modules m on m.id = sm.module_id
  join module_versions v on v.id = sm.current_version_id
  left join site_activity a on a.organization_id = sm.organization_id and a.site_id = sm.site_id
  left join release_feeds f on f.module_id = sm.module_id
  where v.urgency <= 3 and sm.organization_id = $1`;
const pageOfUpdates = `select o.uuid as organization_id, o.name as organization, s.uuid as site_id, s.name as site, s.url,
    m.uuid as module_id, m.module_name as module, v.version_number, v.urgency, v.core_status, v.reason, v.verdict, v.risk,
    sm.running_since, a.reported_at, f.fetched_at
  ${openRows} order by v.urgency, sm.site_id, sm.module_id limit $2`;
const statusOfOrganizations = `select organization_id, count(*) as modules, count(*) filter (where urgency = 1) as security,
    count(*) filter (where urgency = 2) as unsupported, count(*) filter (where urgency = 3) as updates
  from site_modules group by organization_id`;

export interface NaiveQueries {
  pageOfUpdates(organization: number, rows: number): Promise<{ sites: string[]; total: number }>;
  /** Modules of all organizations that need a security update. */
  countSecurity(): Promise<number>;
}

/** A connection of its own, without HTTP and without the walls between tenants, on one core as a server under load has it. */
export async function openNaiveQueries(lab: Lab, { connectionString }: Bed): Promise<NaiveQueries> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  lab.closeLater(() => client.end());
  await client.query('set max_parallel_workers_per_gather = 0');
  return {
    async pageOfUpdates(organization, rows) {
      const page = await client.query<{ site_id: string }>(pageOfUpdates, [organization, rows]);
      const counted = await client.query<{ total: string }>(`select count(*) as total ${openRows}`, [organization]);
      return { sites: page.rows.map((row) => row.site_id), total: Number(counted.rows[0]?.total) };
    },
    async countSecurity() {
      const { rows } = await client.query<{ security: string }>(statusOfOrganizations);
      return rows.reduce((sum, { security }) => sum + Number(security), 0);
    },
  };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
