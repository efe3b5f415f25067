import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { exposedVersions } from './exposures.ts';
import { type Asked, membersOf } from './members.ts';

export interface RunCounts {
  readonly runs: number;
  readonly updates: number;
  readonly security_updates: number;
  readonly sites: number;
}

type CountRow = RunCounts & {
  readonly organization_id: number;
  readonly key: string;
  /** From 1; null for all of them. */
  readonly bucket: number | null;
};

/** Patch runs of a period by organization, group and bucket, and over all buckets. */
export async function countRuns(ctx: Ctx, asked: Asked): Promise<CountRow[]> {
  const { from, to, edges } = asked.period;
  const { rows } = await sql<CountRow>`
    with ${membersOf(asked)},
      run as (select m.organization_id, m.key, m.site_id, width_bucket(r.run_date, ${edges}::timestamptz[]) as bucket,
          r.updates_count, r.security_updates_count
        from members m join patch_runs r on r.organization_id = m.organization_id and r.site_id = m.site_id
        where r.run_date >= ${from} and r.run_date < ${to})
    select organization_id, key, bucket, count(*) as runs, sum(updates_count) as updates,
      sum(security_updates_count) as security_updates, count(distinct site_id) as sites
    from run group by grouping sets ((organization_id, key, bucket), (organization_id, key))`.execute(ctx.db);
  return rows;
}

interface LagRow {
  readonly organization_id: number;
  readonly key: string;
  readonly hours: number;
  readonly count: number;
}

/**
 * How long updates took that closed no hole: from the publication of the version that was taken to its first report. A
 * version lower in its project's order, a development build and one of which nobody knows the date are left out.
 */
export async function otherLags(ctx: Ctx, asked: Asked): Promise<LagRow[]> {
  const { from, asOf } = asked.period;
  const { rows } = await sql<LagRow>`
    with ${membersOf(asked)}, ${exposedVersions(asOf)},
      selected as materialized (select distinct organization_id, site_id from members),
      taken as (
        select h.organization_id, h.site_id, round(extract(epoch from greatest(h.until_at - n.release_date, '0')) / 3600, 2) as hours
        from selected s cross join lateral (select * from site_module_history h
          where h.organization_id = s.organization_id and h.site_id = s.site_id and h.until_at >= ${from} and h.until_at < ${asOf}
            and h.version_id is not null and h.next_version_id is not null and not h.handover offset 0) h
        join module_versions n on n.id = h.next_version_id and n.release_date is not null and n.version_number not like '%-dev'
        join module_versions v on v.id = h.version_id
        where (v.version_number like '%-dev' or v.feed_position is null or n.feed_position is null or n.feed_position < v.feed_position)
          and not exists (select from exposed e where e.version_id = h.version_id and e.published_at < h.until_at
            and not exists (select from exposed x where x.version_id = h.next_version_id and x.hole = e.hole)))
    select t.organization_id, m.key, t.hours::float8 as hours, count(*) as count
    from taken t join members m on m.organization_id = t.organization_id and m.site_id = t.site_id
    group by 1, 2, 3`.execute(ctx.db);
  return rows;
}
