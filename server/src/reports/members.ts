import { type RawBuilder, sql } from 'kysely';
import type { UpdateTargets } from '../organizations/organizations.ts';
import type { Period } from './periods.ts';

/** What a report of a period is about. */
export interface Asked {
  readonly organizationIds: readonly number[];
  /** The condition on a site `s`. */
  readonly sites: RawBuilder<boolean>;
  readonly groupBy?: 'site' | 'tag';
  readonly period: Period;
  /** By organization. */
  readonly targets: ReadonlyMap<number, UpdateTargets>;
}

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
