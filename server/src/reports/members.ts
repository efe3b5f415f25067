import { type RawBuilder, sql } from 'kysely';
import type { Asked } from './figures.ts';

/**
 * The sites of a report, `members`, each with the `key` of its group: its own id, or once for each of its tags, the empty
 * key where it has none. Without groups the key is empty.
 */
export function membersOf({ organizationIds, sites, groupBy }: Asked): RawBuilder<unknown> {
  const key = {
    site: sql`s.uuid::text`,
    tag: sql`unnest(case when s.tags = '{}' then '{""}' else s.tags end)`,
    none: sql`''`,
  }[groupBy ?? 'none'];
  return sql`members as materialized (select s.organization_id, s.id as site_id, ${key} as key from sites s
    where s.organization_id = any(${organizationIds}::bigint[]) and ${sites})`;
}
