import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/overview';
import type { RawBuilder } from 'kysely';
import type { Ctx } from '../context.ts';
import { findFixes } from './fix-queue.ts';
import { livingOrganizations } from './living-organizations.ts';
import { tallySites } from './site-tallies.ts';

/** What the numbers are of. */
export interface Overviewed {
  /** A subquery: the keys of the organizations. */
  readonly organizations: RawBuilder<unknown>;
  readonly tag: string | undefined;
  /** Every organization there is: what is not one of `organizations` is deleted. */
  readonly isWhole: boolean;
}

/** All numbers of the home page. Each statement reads some sums; the sites are looked at only where a tag picks them out. */
export async function getOverview(
  ctx: Ctx,
  { query }: { query: QueryOf<typeof contract.getOverview> },
): Promise<contract.Overview> {
  const only = query.organization_id;
  const of: Overviewed = {
    organizations: livingOrganizations(ctx, only),
    tag: query.tag,
    isWhole: ctx.organizationIds === 'all' && only === undefined,
  };
  const [{ total, organizations }, { exposures, fixes }, asOf] = await Promise.all([
    tallySites(ctx, of),
    findFixes(ctx, of),
    ctx.db.selectFrom('release_feeds').select('fetched_at').orderBy('fetched_at', 'desc').limit(1).executeTakeFirst(),
  ]);
  return { ...total, exposures, as_of: asOf?.fetched_at ?? null, fix_queue: fixes, organizations };
}
