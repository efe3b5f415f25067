import { createHash } from 'node:crypto';
import { reportLimits } from '@patchlight/contract/site-report';
import { instantOf, parseReleaseHistory, type Release, type ReleaseHistory } from '@patchlight/drupal/release-history';
import { isInBranches, splitBranches } from '@patchlight/drupal/version';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { textArray } from '../db/arrays.ts';
import { packFeed, rememberFeed } from './evidence.ts';
import { judgeProjects } from './judge-projects.ts';
import { requireProject } from './projects.ts';
import { holdVerdictsAlone } from './verdict-lock.ts';

export interface StoredFeed {
  readonly project: string;
  /** False when the very same document was stored before. */
  readonly changed: boolean;
  /** Versions whose verdict changed. */
  readonly versions: number;
}

/**
 * Stores the release history of a project and judges its versions by it, in one transaction. Throws ReleaseHistoryError
 * for anything that is not the history of this very project: what was stored before then stays and counts.
 */
export async function storeFeed(
  ctx: Ctx,
  project: string,
  xml: string,
  feed = parseReleaseHistory(xml, project),
): Promise<StoredFeed> {
  const hash = feedHash(xml);
  const fetchedAt = ctx.now();
  return inTransaction(ctx, async (tx) => {
    await holdVerdictsAlone(tx.db);
    const moduleId = await requireProject(tx.db, project, { title: feed.title, type: feed.type });
    const before = await tx.db
      .selectFrom('release_feeds')
      .select('hash')
      .where('module_id', '=', moduleId)
      .executeTakeFirst();
    const changed = before === undefined || !before.hash.equals(hash);
    await sql`insert into release_feeds (module_id, body, hash, project_status, supported_branches, fetched_at, changed_at)
      values (${moduleId}, ${packFeed(xml)}, ${hash}, ${feed.projectStatus}, ${feed.supportedBranches}, ${fetchedAt}, ${fetchedAt})
      on conflict (module_id) do update set body = excluded.body, hash = excluded.hash, project_status = excluded.project_status,
        supported_branches = excluded.supported_branches, fetched_at = excluded.fetched_at,
        changed_at = case when release_feeds.hash = excluded.hash then release_feeds.changed_at else excluded.changed_at end`.execute(
      tx.db,
    );
    const record = (verdictsChanged: number) =>
      audit(tx, 'release_history.imported', {
        organizationId: platform,
        target: { type: 'project', id: project },
        after: {
          sha256: hash.toString('hex'),
          changed,
          releases: feed.releases.length,
          verdicts_changed: verdictsChanged,
        },
      });
    if (!changed) {
      // A person who vouches for what is stored makes it young again; that a host said so is in the log of fetches.
      if (tx.actor.type === 'user') await record(0);
      return { project, changed, versions: 0 };
    }
    rememberFeed(hash, feed);
    await storeReleases(tx, moduleId, feed);
    const versions = await judgeProjects(tx, [moduleId]);
    await record(versions.length);
    return { project, changed, versions: versions.length };
  });
}

/** What tells one document from another. */
export function feedHash(xml: string): Buffer {
  return createHash('sha256').update(xml).digest();
}

/** Facts of each release beside its version. One that left the feed keeps its row and loses its place. */
async function storeReleases(tx: TxCtx, moduleId: number, feed: ReleaseHistory): Promise<void> {
  const branches = splitBranches(feed.supportedBranches);
  const releases = distinctVersions(feed.releases.filter(isStorable));
  const tagged = (type: string) => releases.map((release) => release.types.includes(type));
  await sql`update module_versions set feed_position = null, published = null, supported = null where module_id = ${moduleId}`.execute(
    tx.db,
  );
  await sql`
    insert into module_versions (module_id, version_number, feed_position, release_date, published, security, insecure, supported,
      core_compatibility, release_link, release_types)
    select ${moduleId}, r.version_number, r.feed_position, r.release_date, r.published, r.security, r.insecure, r.supported,
      r.core_compatibility, r.release_link, r.release_types::text[] from unnest(
      ${releases.map((release) => release.version)}::text[], ${releases.map((_, position) => position)}::int[],
      ${releases.map(({ date }) => instantOf(date))}::timestamptz[],
      ${releases.map(({ status }) => status === 'published')}::boolean[], ${tagged('Security update')}::boolean[],
      ${tagged('Insecure')}::boolean[],
      ${releases.map(({ version, types }) => isInBranches(version, branches) && !types.includes('Unsupported'))}::boolean[],
      ${releases.map((release) => release.coreCompatibility)}::text[], ${releases.map((release) => release.link)}::text[],
      ${releases.map(({ types }) => textArray(types))}::text[]) as r (version_number, feed_position, release_date, published,
        security, insecure, supported, core_compatibility, release_link, release_types)
    on conflict (module_id, version_number, datestamp) do update set feed_position = excluded.feed_position,
      release_date = excluded.release_date, published = excluded.published, security = excluded.security,
      insecure = excluded.insecure, supported = excluded.supported, core_compatibility = excluded.core_compatibility,
      release_link = excluded.release_link, release_types = excluded.release_types`.execute(tx.db);
}

// A version longer than any that a site may report, or that an index could hold, is of no use to anybody.
function isStorable({ isDropped, version }: Release): boolean {
  return !isDropped && version.length <= reportLimits.versionLength;
}

// Core keeps the first place and the last content of a version that is listed twice; the parser has done so already
// where it matters, and the database takes each version once.
function distinctVersions(releases: readonly Release[]): Release[] {
  return [...new Map(releases.map((release) => [release.version, release])).values()];
}
