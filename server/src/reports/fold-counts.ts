import { sql } from 'kysely';
import type { Ctx } from '../context.ts';

/**
 * Replaces the rows of the two ledgers by their sums, which are the same before and after. Rows that are written meanwhile
 * stay for the next time; of two who do this at once each sums only the rows that it takes away itself.
 */
export async function foldCounts({ db }: Ctx): Promise<void> {
  await sql`with folded as (delete from site_counts returning *)
    insert into site_counts (organization_id, expected_interval_hours, urgency, sites,
      security_count, unsupported_count, update_count, unknown_count, possible_count, muted_count)
    select organization_id, expected_interval_hours, urgency, sum(sites),
      sum(security_count), sum(unsupported_count), sum(update_count), sum(unknown_count), sum(possible_count), sum(muted_count)
    from folded group by organization_id, expected_interval_hours, urgency
    having (sum(sites), sum(security_count), sum(unsupported_count), sum(update_count), sum(unknown_count), sum(possible_count),
      sum(muted_count)) <> (0, 0, 0, 0, 0, 0, 0)`.execute(db);
  await sql`with folded as (delete from exposed_installs returning *)
    insert into exposed_installs (organization_id, version_id, installs)
    select organization_id, version_id, sum(installs) from folded
    group by organization_id, version_id having sum(installs) <> 0`.execute(db);
}
