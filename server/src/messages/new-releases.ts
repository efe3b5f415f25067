import { sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import { urgencies } from '../modules/judge.ts';
import { type Addressee, scopeOf } from './addressees.ts';
import type { NewRelease, Window } from './digest-content.ts';

const mostMax = 50;

/**
 * Releases of a window that somebody's sites may take and that mend no hole, those for most sites first. What a mute hides has no
 * update to take.
 */
export async function newReleases(
  db: Db | DbTransaction,
  to: Addressee,
  { from, to: end }: Window,
): Promise<readonly NewRelease[]> {
  const { tags, siteIds } = scopeOf(to);
  const isInScope =
    tags.length + siteIds.length === 0
      ? sql`true`
      : sql`(s.tags && ${tags}::text[] or s.uuid = any(${siteIds}::uuid[]))`;
  const { rows } = await sql<NewRelease>`
    select json_build_object('name', m.module_name, 'title', coalesce(m.title, m.module_name)) as project,
      r.version_number as version, count(*)::int as sites
    from site_modules sm
    join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted and ${isInScope}
    join module_versions v on v.id = sm.current_version_id
    join module_versions r on r.module_id = v.module_id and r.version_number = v.verdict->>'recommended' and r.datestamp = 0
    join modules m on m.id = v.module_id
    where sm.organization_id = ${to.organizationId} and sm.urgency = ${sql.lit(urgencies.update)}
      and r.release_date > ${from} and r.release_date <= ${end}
    group by m.id, r.version_number order by count(*) desc, m.module_name limit ${mostMax}`.execute(db);
  return rows;
}
