import { type RawBuilder, sql } from 'kysely';

// Where an exposure begins and ends in the intervals that a site ran versions. Each fragment stands beside a CTE `exposed`: the
// `hole` that a `version_id` has, an advisory or the like, and when it was `published_at`.

/**
 * The interval `r` of the history ended its exposure to `e`: what followed has not the same hole, or the module is gone. Where
 * from then on another source counts, nobody knows when: it is over, and no end was measured.
 */
export const endsExposure = sql<boolean>`(not r.handover
  and not exists (select from exposed n where n.version_id = r.next_version_id and n.hole = e.hole))`;

/**
 * CTEs `walked` and `began`: an open exposure may have begun with a version before the one that runs. Walks back from `open`, a
 * select of (organization_id, site_id, module_id, hole, published_at, from_at), through what ran without a gap.
 */
export const walkBack = (open: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  walked as (
    ${open}
    union all
    select w.organization_id, w.site_id, w.module_id, w.hole, w.published_at, h.from_at
    from walked w cross join lateral (select h.version_id, h.from_at from site_module_history h
      where h.organization_id = w.organization_id and h.site_id = w.site_id and h.until_at = w.from_at
        and h.module_id = w.module_id and h.from_at < h.until_at offset 0) h
    where w.from_at > w.published_at
      and exists (select from exposed e where e.version_id = h.version_id and e.hole = w.hole)),
  began as (select organization_id, site_id, module_id, hole, min(from_at) as from_at from walked group by 1, 2, 3, 4)`;
