import { affectedVersions } from '@patchlight/drupal/psa-feed';
import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';

interface Said {
  readonly advisoryId: number;
  readonly moduleId: number;
  readonly project: string;
  /** What the advisory database says. */
  readonly range: string | null;
  /** What counted until now. */
  readonly affected: string | null;
  readonly announced: { readonly isPsa: boolean; readonly insecure: readonly string[] } | null;
}

/**
 * Puts the versions that are announced at present into the advisories, and takes out those that no longer are. Returns
 * the projects for which that made a difference.
 */
export async function mergeAnnouncements(tx: TxCtx, advisoryIds: readonly string[]): Promise<number[]> {
  const changed = (await saidOf(tx, advisoryIds)).flatMap((said) => {
    const counts = affectedVersions(said.project, said.range, said.announced);
    return counts === said.affected ? [] : { ...said, counts };
  });
  for (const { advisoryId, moduleId, counts } of changed) {
    if (counts === null)
      await tx.db
        .deleteFrom('advisory_projects')
        .where('advisory_id', '=', advisoryId)
        .where('module_id', '=', moduleId)
        .execute();
    else
      await tx.db
        .insertInto('advisory_projects')
        .values({ advisory_id: advisoryId, module_id: moduleId, affected_versions: counts })
        .onConflict((conflict) =>
          conflict.columns(['advisory_id', 'module_id']).doUpdateSet({ affected_versions: counts }),
        )
        .execute();
  }
  return [...new Set(changed.map(({ moduleId }) => moduleId))];
}

async function saidOf(tx: TxCtx, advisoryIds: readonly string[]): Promise<Said[]> {
  const { rows } = await sql<Said>`
    with concerned as (
      select a.id, a.advisory_id, ap.module_id from advisories a join advisory_projects ap on ap.advisory_id = a.id
        where a.advisory_id = any(${advisoryIds}::text[])
      union
      select a.id, a.advisory_id, p.module_id from advisories a join psa_items p on p.advisory_id = a.advisory_id
        where a.advisory_id = any(${advisoryIds}::text[]))
    select c.id as "advisoryId", m.id as "moduleId", m.module_name as project, ap.database_versions as range,
      ap.affected_versions as affected,
      case when p.advisory_id is not null then json_build_object('isPsa', p.is_psa, 'insecure', p.insecure) end as announced
    from concerned c join modules m on m.id = c.module_id
    left join advisory_projects ap on ap.advisory_id = c.id and ap.module_id = c.module_id
    left join psa_items p on p.advisory_id = c.advisory_id and p.module_id = c.module_id
    order by c.id, m.id`.execute(tx.db);
  return rows;
}
