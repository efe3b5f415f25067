import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { requireProject } from './projects.ts';
import { moduleInUse } from './versions-in-use.ts';

/** Has the release histories of these projects fetched from now on, at once those that never were. */
export function addProjectSources(db: Db, moduleIds: readonly number[]): Promise<void> {
  return addSources(db, sql<boolean>`m.id = any(${moduleIds}::bigint[])`);
}

/** The same for every project that a living site runs, and for Drupal core. */
export async function addSourcesInUse(db: Db): Promise<void> {
  const core = await requireProject(db, 'drupal');
  await addSources(db, sql<boolean>`(m.id = ${core} or ${await moduleInUse(db, 'all')})`);
}

/** Has these projects fetched no more that no living site of anybody runs. `everyone` sees all organizations. */
export async function stopUnusedSources(everyone: Db, projects: readonly string[]): Promise<void> {
  await sql`update feed_sources s set next_fetch_at = null from modules m
    where m.module_name = any(${projects}::text[]) and m.organization_id is null and s.module_id = m.id and s.next_fetch_at is not null
      and not ${await moduleInUse(everyone, 'all')}`.execute(everyone);
}

// In the order of their keys, so that two who add the same ones wait for each other and not crosswise. A name with other
// characters is none of drupal.org's and must not become an address.
async function addSources(db: Db, isWanted: RawBuilder<boolean>): Promise<void> {
  await sql`insert into feed_sources (key, kind, module_id, next_fetch_at)
    select 'release-history:' || m.module_name, 'release_history', m.id, now() from modules m
    where m.organization_id is null and m.module_name ~ '^[a-z0-9_]{1,128}$' and ${isWanted}
      and not exists (select from feed_sources s where s.module_id = m.id and s.next_fetch_at is not null)
    order by m.module_name
    on conflict (key) do update set next_fetch_at = excluded.next_fetch_at where feed_sources.next_fetch_at is null`.execute(
    db,
  );
}
