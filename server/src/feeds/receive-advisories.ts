import { AdvisoryError } from '@patchlight/drupal/advisories';
import { parseAdvisoryNodes } from '@patchlight/drupal/advisory-nodes';
import { parsePsaFeed } from '@patchlight/drupal/psa-feed';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { parseAdvisories } from '../modules/read-advisories.ts';
import { storeAdvisories } from '../modules/store-advisories.ts';
import { storeAdvisoryNodes } from '../modules/store-advisory-nodes.ts';
import { storePsaItems } from '../modules/store-psa-items.ts';
import type { Received } from './receive.ts';

/** Stores the advisories of the database that was fetched; those that cannot be read leave the others alone. */
export async function receiveAdvisories(ctx: Ctx, body: Buffer): Promise<Received> {
  const read = await parseAdvisories(body).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  if (typeof read === 'string')
    return { outcome: 'refused', detail: `The archive is not readable: ${read}`.slice(0, 500) };
  const { advisories, refused } = read;
  const unread =
    refused.length === 0 ? null : `${refused.length} could not be read, the first: ${refused[0]}`.slice(0, 500);
  if (advisories.length === 0) return { outcome: 'refused', detail: unread ?? 'There is no advisory in it.' };
  const since = ctx.now();
  const { changed, versions } = await storeAdvisories(ctx, advisories);
  if (changed > 0) await hurryProjects(ctx, since);
  return { outcome: changed > 0 ? 'ok' : 'unchanged', detail: unread, versions };
}

/**
 * Stores a page of what drupal.org says of advisories, the last edited first. Where every entry of the page is news there
 * is more on the next one.
 */
export function receiveAdvisoryNodes(ctx: Ctx, body: Buffer): Promise<Received> {
  return receiveJson(body, async (json) => {
    const { nodes, unreadable, hasNext } = parseAdvisoryNodes(json);
    const { changed, versions } = await storeAdvisoryNodes(ctx, nodes);
    return {
      outcome: changed > 0 ? 'ok' : 'unchanged',
      detail: unreadInWords(unreadable),
      versions,
      hasMore: hasNext && changed > 0 && changed === nodes.length,
    };
  });
}

/** Stores what psa.json announces. */
export function receivePsaFeed(ctx: Ctx, body: Buffer): Promise<Received> {
  return receiveJson(body, async (json) => {
    const feed = parsePsaFeed(json);
    const since = ctx.now();
    const { changed, versions } = await storePsaItems(ctx, feed);
    if (changed > 0) await hurryProjects(ctx, since);
    return { outcome: changed > 0 ? 'ok' : 'unchanged', detail: unreadInWords(feed.unreadable), versions };
  });
}

const unreadInWords = (unreadable: number) => (unreadable === 0 ? null : `${unreadable} could not be read.`);

/** What is no JSON, or another JSON, is refused. */
async function receiveJson(body: Buffer, store: (json: unknown) => Promise<Received>): Promise<Received> {
  try {
    return await store(JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (error instanceof AdvisoryError) return { outcome: 'refused', detail: error.reason };
    if (error instanceof SyntaxError) return { outcome: 'refused', detail: 'It is no JSON.' };
    throw error;
  }
}

/** The release that closes a hole is published with the advisory: the projects of new ones are fetched now. */
async function hurryProjects(ctx: Ctx, since: Date): Promise<void> {
  await sql`update feed_sources set next_fetch_at = ${ctx.now()} where next_fetch_at > ${ctx.now()} and failures = 0
    and module_id in (select ap.module_id from advisory_projects ap join advisories a on a.id = ap.advisory_id
      where a.imported_at >= ${since})`.execute(ctx.db);
}
