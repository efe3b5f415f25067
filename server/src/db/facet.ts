import { readFacet } from '@patchlight/contract/facet';
import { type RawBuilder, sql } from 'kysely';

/**
 * The condition that a filter with several values lets a row through. `is` gives the condition for one value; a row of which
 * it is not known is not of that value. Alternatives, not an array: an index that goes on with the column keeps its order.
 */
export function matching(facet: string, is: (value: string) => RawBuilder<unknown>): RawBuilder<boolean> {
  const { any, none } = readFacet(facet);
  const isAny = any.length === 0 ? [] : [sql`(${sql.join(any.map(is), sql` or `)})`];
  return sql<boolean>`(${sql.join([...isAny, ...none.map((value) => sql`not coalesce(${is(value)}, false)`)], sql` and `)})`;
}

/** The condition that the `tags` of a site `s` fit the filter. */
export const isTagged = (facet: string): RawBuilder<boolean> => matching(facet, (tag) => sql`${tag} = any(s.tags)`);
