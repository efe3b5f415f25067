import { type Check, checkOf } from '@patchlight/contract/check';
import type { BodyOf, QueryOf } from '@patchlight/contract/endpoint';
import * as contract from '@patchlight/contract/saved-views';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Actor, type Ctx, inTransaction, type Person, type TxCtx } from '../context.ts';
import { constraintOf } from '../db/failures.ts';
import { byNameOrAge, type Page, type PageRequest, selectPage } from '../db/page.ts';
import { conflict, forbidden, notFound, OperationError, requireName } from '../errors.ts';
import { newId } from '../ids.ts';

type SavedView = contract.SavedView;

export const viewsPerPerson = 50;
const columns = sql`uuid as id, name, list, query, created_at, updated_at`;
const checkFor = (list: contract.ViewableList) => checkOf(contract.viewQueries[list], '/query/');
const checks: Readonly<Record<contract.ViewableList, Check>> = {
  sites: checkFor('sites'),
  modules: checkFor('modules'),
  advisories: checkFor('advisories'),
  'module-updates': checkFor('module-updates'),
  'patch-run': checkFor('patch-run'),
  'audit-logs': checkFor('audit-logs'),
};

/** These operations take a context that sees all organizations: a view belongs to a person and to none of them. */
export async function listSavedViews(
  ctx: Ctx,
  { query, page }: { query: QueryOf<typeof contract.listSavedViews>; page: PageRequest },
): Promise<Page<SavedView>> {
  const { id } = requirePerson(ctx.actor);
  const where = sql`user_id = ${id} and ${query.list === undefined ? sql`true` : sql`list = ${query.list}`}`;
  return selectPage(ctx.db, {
    select: sql`select ${columns}, lower(name) as _name, id as _id from saved_views where ${where}`,
    sort: byNameOrAge[query.sort ?? 'name'],
    page,
    total: sql`select count(*) as total from saved_views where ${where}`,
  });
}

export async function createSavedView(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createSavedView> },
): Promise<SavedView> {
  const { id: owner } = requirePerson(ctx.actor);
  const { list, query } = body;
  const name = requireName(body.name);
  refuseOtherQuery(list, query);
  return inTransaction(ctx, async (tx) => {
    const home = await lockPerson(tx, owner);
    await refuseTooMany(tx, owner);
    const uuid = newId();
    await tx.db
      .insertInto('saved_views')
      .values({
        uuid,
        user_id: owner,
        name,
        list,
        query: JSON.stringify(query),
        created_at: tx.now(),
        updated_at: tx.now(),
      })
      .execute()
      .catch(refuseKnownName);
    await audit(tx, 'saved_view.created', { ...about(home, uuid), after: { name, list, query } });
    return requireView(tx, owner, uuid);
  });
}

export async function updateSavedView(
  ctx: Ctx,
  { params, body }: { params: { view_id: string }; body: BodyOf<typeof contract.updateSavedView> },
): Promise<SavedView> {
  const { id: owner } = requirePerson(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const home = await lockPerson(tx, owner);
    const { id, name, list, query } = await requireView(tx, owner, params.view_id);
    const after = { name: requireName(body.name ?? name), list, query: body.query ?? query };
    refuseOtherQuery(list, after.query);
    await tx.db
      .updateTable('saved_views')
      .set({ name: after.name, query: JSON.stringify(after.query), updated_at: tx.now() })
      .where('uuid', '=', id)
      .execute()
      .catch(refuseKnownName);
    await audit(tx, 'saved_view.updated', { ...about(home, id), before: { name, list, query }, after });
    return requireView(tx, owner, id);
  });
}

export async function deleteSavedView(ctx: Ctx, { params }: { params: { view_id: string } }): Promise<void> {
  const { id: owner } = requirePerson(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    const home = await lockPerson(tx, owner);
    const { id, name, list, query } = await requireView(tx, owner, params.view_id);
    await tx.db.deleteFrom('saved_views').where('uuid', '=', id).execute();
    await audit(tx, 'saved_view.deleted', { ...about(home, id), before: { name, list, query } });
  });
}

function requirePerson(actor: Actor): Person {
  if (actor.type !== 'user') throw forbidden('A key has no saved views.');
  return actor;
}

async function requireView(tx: TxCtx, owner: number, uuid: string): Promise<SavedView> {
  const { rows } = await sql<SavedView>`select ${columns} from saved_views
    where uuid = ${uuid} and user_id = ${owner}`.execute(tx.db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** A person changes one view at a time. Gives where it is recorded: at home. */
async function lockPerson(tx: TxCtx, id: number): Promise<number> {
  const { rows } = await sql<{ home: number | null }>`
    select organization_id as home from users where id = ${id} for no key update`.execute(tx.db);
  return rows[0]?.home ?? platform;
}

async function refuseTooMany(tx: TxCtx, owner: number): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from saved_views where user_id = ${owner}`.execute(tx.db);
  if ((rows[0]?.count ?? 0) >= viewsPerPerson)
    throw new OperationError('quota_exceeded', { message: `At most ${viewsPerPerson} saved views. Delete one first.` });
}

function refuseOtherQuery(list: contract.ViewableList, query: SavedView['query']): void {
  const details = checks[list](query);
  if (details.length > 0) throw new OperationError('validation_error', { details });
}

function refuseKnownName(error: unknown): never {
  if (constraintOf(error) !== 'saved_views_name') throw error;
  throw conflict('You have a view of this list by that name already.', '/name');
}

function about(home: number, id: string) {
  return { organizationId: home, target: { type: 'saved_view', id } };
}
