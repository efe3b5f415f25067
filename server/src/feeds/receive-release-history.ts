import { parseReleaseHistory, ReleaseHistoryError } from '@patchlight/drupal/release-history';
import type { Ctx } from '../context.ts';
import { feedHash, storeFeed } from '../modules/store-feed.ts';
import type { Received } from './receive.ts';
import { type KnownRelease, takenBack } from './rollback.ts';
import type { Source } from './sources.ts';

// What drupal.org says for so long it means, even where it takes something back.
const believedAfterMs = 3 * 24 * 3_600_000;

/** Stores the release history that was fetched, unless it is none, or takes back what was said before. */
export async function receiveReleaseHistory(ctx: Ctx, source: Source, body: Buffer): Promise<Received> {
  if (source.project === null) throw new Error(`The source ${source.key} is of no project.`);
  const { id, name } = source.project;
  const xml = textOf(body);
  if (xml === null) return { outcome: 'refused', detail: 'The document is not UTF-8.' };
  const stored = await ctx.db
    .selectFrom('release_feeds')
    .select(['hash', 'fetched_at'])
    .where('module_id', '=', id)
    .executeTakeFirst();
  // Most are: reports do not wait for those, as they do while verdicts are judged anew.
  if (stored?.hash.equals(feedHash(xml))) return { outcome: 'unchanged', detail: null };
  try {
    const feed = parseReleaseHistory(xml, name);
    const lost = takenBack(await knownReleases(ctx, id), feed);
    const isBelieved = ctx.now().getTime() - Date.parse(stored?.fetched_at ?? '1970-01-01') > believedAfterMs;
    if (lost !== null && !isBelieved)
      return { outcome: 'refused', detail: `The document takes something back. ${lost}` };
    const { versions } = await storeFeed(ctx, name, xml, feed);
    return { outcome: 'ok', detail: null, versions };
  } catch (error) {
    if (!(error instanceof ReleaseHistoryError)) throw error;
    return { outcome: error.code === 'error_document' ? 'not_found' : 'refused', detail: error.message.slice(0, 500) };
  }
}

export function textOf(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

async function knownReleases(ctx: Ctx, moduleId: number): Promise<KnownRelease[]> {
  const rows = await ctx.db
    .selectFrom('module_versions')
    .select(['version_number', 'release_date', 'security', 'insecure'])
    .where('module_id', '=', moduleId)
    .where('feed_position', 'is not', null)
    .execute();
  return rows.map(({ version_number: version, release_date: date, security, insecure }) => ({
    version,
    date: date === null ? null : new Date(date),
    security,
    insecure,
  }));
}
