import type { Ctx } from '../context.ts';
import { describeNotices, loadFleets } from './describe.ts';
import { narrow } from './described.ts';
import type { News } from './news.ts';

/** What a notice says of the sites with one of the tags, or of all; null where nothing is left to say. Sees all organizations. */
export async function describeForChannel(
  { db }: Pick<Ctx, 'db'>,
  { organizationId, noticeId, tags }: { organizationId: number; noticeId: number; tags: readonly string[] },
): Promise<News | null> {
  const described = (await describeNotices(db, [noticeId])).get(noticeId);
  const fleet = (await loadFleets(db, [organizationId])).get(organizationId);
  if (described === undefined || fleet === undefined || described.organizationId !== organizationId) return null;
  return narrow(described, fleet, { tags, siteIds: [] });
}
