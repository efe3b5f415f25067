import type { BodyOf, ParamsOf, QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/module-identities';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, isInScope, type TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { forbidden, invalid, notFound } from '../errors.ts';
import { stopUnusedSources } from '../modules/feed-sources.ts';
import { holdVerdictsAlone } from '../modules/verdict-lock.ts';
import { requireOrganization } from '../organizations/organizations.ts';
import type { Identity } from './identities.ts';
import { moveModules, type Reidentified } from './move-modules.ts';

interface Parts {
  /** Sees all organizations: a project is fetched as long as one of them runs it. */
  readonly everyone: Db;
}

/** Of a decision `d`. */
export const decisionColumns = sql`case when d.project is null then 'custom' else 'project' end as decision, d.project,
  (select json_build_object('id', u.uuid, 'name', u.name) from users u where u.id = d.decided_by) as decided_by, d.decided_at`;

/** Decides what a name is; what sites run under it already is moved in the same transaction, so that no report comes between. */
export async function identifyModule(
  ctx: Ctx,
  {
    params: { name },
    body,
  }: { params: ParamsOf<typeof contract.identifyModule>; body: BodyOf<typeof contract.identifyModule> },
  { everyone }: Parts,
): Promise<contract.ModuleIdentity> {
  const organizationId = await organizationFor(ctx, body.organization_id);
  const after = identityOf(name, body);
  const { identity, unused } = await inTransaction(ctx, async (tx) => {
    const before = await holdDecision(tx, organizationId, name);
    const decided = {
      project: after.project,
      decided_by: tx.actor.type === 'user' ? tx.actor.id : null,
      decided_at: tx.now(),
    };
    await tx.db
      .insertInto('module_identities')
      .values({ organization_id: organizationId, name, ...decided })
      .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doUpdateSet(decided))
      .execute();
    await apply(tx, { organizationId, name, before, after });
    const { rows } = await sql<contract.ModuleIdentity>`
      select d.name, json_build_object('id', o.uuid, 'name', o.name) as organization, ${decisionColumns}
      from module_identities d join organizations o on o.id = d.organization_id
      where d.organization_id = ${organizationId} and d.name = ${name}`.execute(tx.db);
    if (rows[0] === undefined) throw new Error('The decision just written is not there.');
    return { identity: rows[0], unused: [name, before?.project ?? name] };
  });
  await stopUnusedSources(everyone, unused);
  return identity;
}

/** Takes a decision back. */
export async function forgetModuleIdentity(
  ctx: Ctx,
  {
    params: { name },
    query,
  }: { params: ParamsOf<typeof contract.forgetModuleIdentity>; query: QueryOf<typeof contract.forgetModuleIdentity> },
  { everyone }: Parts,
): Promise<void> {
  const organizationId = await organizationFor(ctx, query.organization_id);
  const before = await inTransaction(ctx, async (tx) => {
    const known = await holdDecision(tx, organizationId, name);
    if (known === null) throw notFound();
    await tx.db
      .deleteFrom('module_identities')
      .where('organization_id', '=', organizationId)
      .where('name', '=', name)
      .execute();
    await apply(tx, { organizationId, name, before: known, after: null });
    return known;
  });
  await stopUnusedSources(everyone, before.project === null ? [] : [before.project]);
}

async function organizationFor(ctx: Ctx, uuid: string): Promise<number> {
  const { id } = await requireOrganization(ctx, uuid);
  if (!isInScope(ctx.organizationIds, id)) throw forbidden();
  return id;
}

function identityOf(name: string, { decision, project }: BodyOf<typeof contract.identifyModule>): Identity {
  const isCore = 'Every site names Drupal core itself: no other name is core, and core is nothing else.';
  if (name === 'drupal') throw invalid('path/name', 'not_allowed', isCore);
  if (project === 'drupal') throw invalid('/project', 'not_allowed', isCore);
  if (decision === 'project' && project === undefined)
    throw invalid('/project', 'required', 'Name the project of drupal.org that it is.');
  if (decision === 'custom' && project !== undefined)
    throw invalid('/project', 'not_allowed', 'Custom code is no project. Leave it out, or decide `project`.');
  return { project: project ?? null };
}

/** Reports that are being written end first, and later ones wait: none is written by another decision than this one. */
async function holdDecision(tx: TxCtx, organizationId: number, name: string): Promise<Identity | null> {
  await holdVerdictsAlone(tx.db);
  const row = await tx.db
    .selectFrom('module_identities')
    .select('project')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row ?? null;
}

async function apply(tx: TxCtx, changed: Reidentified): Promise<void> {
  const { organizationId, name, before, after } = changed;
  await tx.db
    .updateTable('catalogue_epoch')
    .set((each) => ({ identity_epoch: each('identity_epoch', '+', 1) }))
    .execute();
  await askAgain(tx, changed);
  const sites = await moveModules(tx, changed);
  await audit(tx, after === null ? 'module.identityForgotten' : 'module.identified', {
    organizationId,
    target: { type: 'module', id: name },
    before: before && { project: before.project },
    after: after && { project: after.project, sites },
  });
}

/** What was counted as a part of its project is told of by the next report, which must be read then, the same bytes too. */
async function askAgain(tx: TxCtx, { organizationId, name, before }: Reidentified): Promise<void> {
  if (before === null) return;
  await sql`update site_activity a set last_report_hash = null, inventory_hash = null
    from site_modules sm join modules m on m.id = sm.module_id
    where m.module_name = ${before.project ?? name} and (m.organization_id is null) = ${before.project !== null}
      and sm.organization_id = ${organizationId} and jsonb_array_length(sm.extensions) > 1
      and sm.extensions @> ${JSON.stringify([{ name }])}::jsonb
      and a.organization_id = sm.organization_id and a.site_id = sm.site_id`.execute(tx.db);
}
