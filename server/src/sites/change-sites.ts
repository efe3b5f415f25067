import type * as contract from '@patchlight/contract/bulk-sites';
import { bulkSitesMax } from '@patchlight/contract/bulk-sites';
import type { BodyOf } from '@patchlight/contract/endpoint';
import { type RawBuilder, sql } from 'kysely';
import { auditEach } from '../audit/audit.ts';
import { type Ctx, inScope, inTransaction, isInScope, scopeOf, type TxCtx } from '../context.ts';
import { numberArray, textArray } from '../db/arrays.ts';
import { forbidden, OperationError } from '../errors.ts';
import { type BulkChange, type BulkSite, readBulkChange } from './bulk-change.ts';
import { lockSites } from './lock-sites.ts';
import type { Retag } from './retag.ts';
import { type CoreFeed, fromSites, isFiltered } from './site-filter.ts';

type Body = BodyOf<typeof contract.changeSites>;
interface Tools {
  readonly coreFeed: CoreFeed;
  readonly retag: Retag;
  /** Ends the keys of a site here and now. */
  readonly forget: (siteUuid: string) => void;
}

/** Changes the sites that are meant at this moment, each that can be, in one transaction; says what became of the others. */
export async function changeSites(ctx: Ctx, { body }: { body: Body }, tools: Tools): Promise<contract.BulkOutcome> {
  const change = readBulkChange(body);
  const permitted = change.deletes ? scopeOf(ctx.actor, 'sites:delete') : 'all';
  if (permitted.length === 0) throw forbidden();
  const isPermitted = ({ organizationId }: BulkSite) =>
    isInScope(ctx.organizationIds, organizationId) && isInScope(permitted, organizationId);
  const isDryRun = body.dry_run === true;
  const changed: BulkSite[] = [];
  const outcome = await inTransaction(ctx, async (tx) => {
    const changesTags = body.action === 'add_tags' || body.action === 'remove_tags';
    if (changesTags && !isDryRun) await tools.retag.hold(tx);
    const sites = await meantSites(tx, body, tools.coreFeed);
    const skipped: contract.BulkOutcome['skipped'] = unknownIds(body, sites).map((id) => ({
      site_id: id,
      reason: 'not_found',
    }));
    for (const site of sites) {
      const reason = isPermitted(site) ? change.refusal(site) : 'forbidden';
      if (reason === null) changed.push(site);
      else skipped.push({ site_id: site.uuid, reason });
    }
    if (!isDryRun && changed.length > 0) await writeSites(tx, change, changed);
    if (changesTags && !isDryRun)
      await tools.retag.settle(
        tx,
        changed.map(({ organizationId, id }) => ({ organization_id: organizationId, site_id: id })),
      );
    return { matched: changed.length + skipped.length, changed: changed.length, dry_run: isDryRun, skipped };
  });
  if (change.deletes && !isDryRun) for (const { uuid } of changed) tools.forget(uuid);
  return outcome;
}

/** Found first and locked then: what was changed in between is what is looked at. */
async function meantSites(tx: TxCtx, { filter, site_ids }: Body, coreFeed: CoreFeed): Promise<BulkSite[]> {
  const isMeant =
    filter === undefined
      ? sql`s.uuid = any(${site_ids ?? []}::uuid[])`
      : await isFiltered(asReader(tx), filter, coreFeed);
  const { rows: found } = await sql<{ id: number }>`select s.id ${fromSites}
    where ${inScope(tx.visibleOrganizationIds, 's.organization_id')} and not s.is_deleted and ${isMeant}
    limit ${bulkSitesMax + 1}`.execute(tx.db);
  if (found.length > bulkSitesMax)
    throw new OperationError('quota_exceeded', {
      message: `More than ${bulkSitesMax} sites fit the filter. Narrow it, and change them in several steps.`,
    });
  const isFound: RawBuilder<unknown> = sql`s.id = any(${numberArray(found.map(({ id }) => id))}::bigint[]) and not s.is_deleted`;
  await lockSites(tx, isFound);
  const { rows } =
    await sql<BulkSite>`select s.id, s.uuid, s.organization_id as "organizationId", s.tags, s.environment,
      s.is_active as "isActive"
    from sites s where ${isFound} order by s.organization_id, s.id`.execute(tx.db);
  return rows;
}

/** A filter speaks of what the caller sees; where his role is too low is said of each site. */
function asReader(tx: TxCtx): Ctx {
  return { ...tx, organizationIds: tx.visibleOrganizationIds };
}

function unknownIds({ site_ids = [] }: Body, sites: readonly BulkSite[]): string[] {
  const known = new Set(sites.map(({ uuid }) => uuid));
  return [...new Set(site_ids.map((id) => id.toLowerCase()))].filter((id) => !known.has(id));
}

async function writeSites(tx: TxCtx, change: BulkChange, sites: readonly BulkSite[]): Promise<void> {
  const after = sites.map(change.after);
  await sql`update sites s set tags = array(select jsonb_array_elements_text(n.tags)), environment = n.environment,
      is_active = n.is_active, is_deleted = ${change.deletes}, deleted_at = ${change.deletes ? tx.now() : null},
      updated_at = ${tx.now()}, updated_by = ${tx.actor.type === 'user' ? tx.actor.id : null}
    from unnest(${numberArray(sites.map(({ organizationId }) => organizationId))}::bigint[],
      ${numberArray(sites.map(({ id }) => id))}::bigint[], ${textArray(after.map(({ tags }) => JSON.stringify(tags)))}::jsonb[],
      ${textArray(after.map(({ environment }) => environment))}::text[], ${after.map(({ isActive }) => isActive)}::boolean[])
      as n(organization_id, id, tags, environment, is_active)
    where s.organization_id = n.organization_id and s.id = n.id`.execute(tx.db);
  await auditEach(
    tx,
    change.deletes ? 'site.deleted' : 'site.updated',
    sites.map((site, index) => ({
      organizationId: site.organizationId,
      siteId: site.id,
      target: { type: 'site', id: site.uuid },
      ...(change.deletes ? {} : { before: shownOf(site), after: shownOf(after[index] ?? site) }),
    })),
  );
}

function shownOf({ tags, environment, isActive }: Pick<BulkSite, 'tags' | 'environment' | 'isActive'>): object {
  return { tags, environment, is_active: isActive };
}
