import { type RawBuilder, sql } from 'kysely';
import type { Ctx, Scope } from '../context.ts';
import { isTagged } from '../db/facet.ts';
import { narrowedScope } from './modules.ts';

/** Sites that are not deleted: of a scope, and where there is a filter of tags as it says. */
export interface OwnSites {
  readonly scope: Scope;
  readonly tag?: string | undefined;
}

/** The sites that the query of a list speaks of. */
export async function ownSites(
  ctx: Ctx,
  { organization_id, tag }: { organization_id?: string; tag?: string },
): Promise<OwnSites> {
  return { scope: await narrowedScope(ctx, organization_id), tag };
}

/** The condition on a site `s`, beside its scope. */
export const isMeant = ({ tag }: OwnSites): RawBuilder<boolean> =>
  tag === undefined ? sql<boolean>`not s.is_deleted` : sql<boolean>`(not s.is_deleted and ${isTagged(tag)})`;

/** Joins them as `s` to rows of a table, such as `sm`. */
export const joinSites = (sites: OwnSites, table: string): RawBuilder<unknown> =>
  sql`join sites s on s.organization_id = ${sql.ref(`${table}.organization_id`)} and s.id = ${sql.ref(`${table}.site_id`)}
    and ${isMeant(sites)}`;
