import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/overview';
import { advisoryWindowsAfter } from '@patchlight/drupal/advisory-window';
import type { RawBuilder } from 'kysely';
import type { Ctx } from '../context.ts';
import { listActivity } from './activity.ts';
import { findExposed } from './fix-queue.ts';
import { livingOrganizations } from './living-organizations.ts';
import { tallySites } from './site-tallies.ts';
import { listStrip } from './strip.ts';
import { readPast } from './trend.ts';

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
  const tallied = tallySites(ctx, of);
  const [{ total, organizations }, strip, exposed, past, activity, asOf] = await Promise.all([
    tallied,
    tallied.then(({ total: { sites } }) => listStrip(ctx, of, sites.total)),
    findExposed(ctx, of),
    readPast(ctx, of, query.days ?? 90),
    listActivity(ctx, of),
    ctx.db.selectFrom('release_feeds').select('fetched_at').orderBy('fetched_at', 'desc').limit(1).executeTakeFirst(),
  ]);
  const windows = advisoryWindowsAfter(ctx.now());
  const now = { at: shownTime(ctx.now()), open: { ...exposed.open, sites: total.sites.status.security } };
  return {
    ...total,
    exposures: exposed.exposures,
    as_of: asOf?.fetched_at ?? null,
    oldest: exposed.oldest,
    trend: [...past.trend, now],
    week_ago: past.weekAgo,
    strip,
    activity,
    advisory_window: { next_at: shownTime(windows.next), next_core_at: shownTime(windows.nextCore) },
    last_advisory: exposed.lastAdvisory,
    fix_queue: exposed.fixes,
    organizations,
  };
}

function shownTime(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}
