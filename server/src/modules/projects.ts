import type { Db } from '../db/database.ts';
import { newId } from '../ids.ts';

/** The numeric key of a drupal.org project, made when it is new; title and type are filled in when they are known. */
export async function requireProject(
  db: Db,
  project: string,
  known: { title?: string | null; type?: string | null } = {},
): Promise<number> {
  await db
    .insertInto('modules')
    .values({ uuid: newId(), module_name: project, drupal_link: `https://www.drupal.org/project/${project}` })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom('modules')
    .select(['id', 'title', 'type'])
    .where('module_name', '=', project)
    .where('organization_id', 'is', null)
    .executeTakeFirstOrThrow();
  const title = known.title ?? row.title;
  const type = known.type?.replace(/^project_/, '') ?? row.type;
  if (title !== row.title || type !== row.type)
    await db.updateTable('modules').set({ title, type }).where('id', '=', row.id).execute();
  return row.id;
}
