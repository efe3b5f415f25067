import { gunzipSync, gzipSync } from 'node:zlib';
import { fixedIn } from '@patchlight/drupal/advisories';
import { parseReleaseHistory, type ReleaseHistory } from '@patchlight/drupal/release-history';
import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { Evidence } from './judge.ts';
import { publishedAt } from './modules.ts';

export interface StoredEvidence extends Evidence {
  readonly moduleId: number;
  readonly feedHash: Buffer | null;
  /** Changes whenever the set of advisories for the project does, or one of them. */
  readonly advisoryHash: Buffer;
}

// Parsing core's half megabyte takes some 15 ms; one parsed feed serves every version of the project.
const parsedFeeds = new Map<string, ReleaseHistory>();
const parsedFeedsMax = 64;

/** Loads what is known of some projects, to judge their versions. Custom modules have no evidence and are left out. */
export async function loadEvidence(db: Db, moduleIds: readonly number[]): Promise<Map<number, StoredEvidence>> {
  const { rows } = await sql<{
    module_id: number;
    project: string;
    feed_hash: Buffer | null;
    advisories: Evidence['advisories'];
    advisory_hash: Buffer;
  }>`
    select m.id as module_id, m.module_name as project, f.hash as feed_hash,
      coalesce(a.advisories, '[]') as advisories, coalesce(a.hash, sha256('')) as advisory_hash
    from modules m
    left join release_feeds f on f.module_id = m.id
    left join lateral (
      select json_agg(json_build_object('id', a.id, 'advisoryId', a.advisory_id, 'title', a.title, 'risk', a.risk,
          'published_at', ${publishedAt}, 'constraint', ap.affected_versions)
        order by a.published_at desc nulls last, a.id desc) as advisories,
        sha256(string_agg(a.hash || convert_to(a.title, 'UTF8') || coalesce(int2send(a.risk), '')
          || convert_to(ap.affected_versions, 'UTF8'), '' order by a.id)) as hash
      from advisory_projects ap join advisories a on a.id = ap.advisory_id and a.withdrawn_at is null
      where ap.module_id = m.id) a on true
    where m.id = any(${moduleIds}::bigint[]) and m.organization_id is null`.execute(db);
  const feeds = await feedsOf(db, rows);
  return new Map(
    rows.map((row) => [
      row.module_id,
      {
        moduleId: row.module_id,
        project: row.project,
        feed: feeds.get(row.module_id) ?? null,
        advisories: row.advisories,
        fixes: new Set(row.advisories.flatMap(({ constraint }) => fixedIn(constraint, null))),
        feedHash: row.feed_hash,
        advisoryHash: row.advisory_hash,
      },
    ]),
  );
}

/** The release history of a project as it is stored; null where there is none. */
export async function loadFeed(
  db: Db,
  project: string,
): Promise<{ readonly feed: ReleaseHistory; readonly fetchedAt: string } | null> {
  const row = await db
    .selectFrom('release_feeds as f')
    .innerJoin('modules as m', 'm.id', 'f.module_id')
    .select(['f.module_id', 'f.hash as feed_hash', 'f.fetched_at'])
    .where('m.module_name', '=', project)
    .where('m.organization_id', 'is', null)
    .executeTakeFirst();
  const feed = row === undefined ? undefined : (await feedsOf(db, [row])).get(row.module_id);
  return row === undefined || feed === undefined ? null : { feed, fetchedAt: row.fetched_at };
}

/** The feeds by module: held here, because what is kept for later may be dropped while this is read. */
async function feedsOf(
  db: Db,
  rows: readonly { module_id: number; feed_hash: Buffer | null }[],
): Promise<Map<number, ReleaseHistory>> {
  const feeds = new Map<number, ReleaseHistory>();
  const unread: number[] = [];
  for (const { module_id, feed_hash } of rows) {
    if (feed_hash === null) continue;
    const known = parsedFeeds.get(feed_hash.toString('hex'));
    if (known === undefined) unread.push(module_id);
    else feeds.set(module_id, known);
  }
  if (unread.length === 0) return feeds;
  const stored = await db
    .selectFrom('release_feeds')
    .select(['module_id', 'hash', 'body'])
    .where('module_id', 'in', unread)
    .execute();
  for (const { module_id, hash, body } of stored) {
    const feed = parseReleaseHistory(unpackFeed(body));
    feeds.set(module_id, feed);
    rememberFeed(hash, feed);
  }
  return feeds;
}

/** Keeps a parsed feed for the next verdicts; the oldest go first. */
export function rememberFeed(hash: Buffer, feed: ReleaseHistory): void {
  parsedFeeds.set(hash.toString('hex'), feed);
  for (const oldest of parsedFeeds.keys()) {
    if (parsedFeeds.size <= parsedFeedsMax) break;
    parsedFeeds.delete(oldest);
  }
}

export function packFeed(xml: string): Buffer {
  return gzipSync(xml);
}

function unpackFeed(body: Buffer): string {
  return gunzipSync(body).toString('utf8');
}
