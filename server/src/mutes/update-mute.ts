import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/mutes';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { flagMutedSites } from '../inventory/flag-muted-sites.ts';
import { holdVerdictsAlone } from '../modules/verdict-lock.ts';
import { endNow } from './end-mutes.ts';
import { endOf, requireEnd } from './mute-end.ts';
import { ownerOf } from './muted-part.ts';
import { holdMute, holdMutes, type MuteKey, viewMute } from './mutes.ts';

type Changed = Pick<MuteKey, 'reason' | 'owner_id' | 'ends_at' | 'until_newer_release'>;

/** Reason, owner and end: what it hides stays, so no site is looked at. */
export async function updateMute(
  ctx: Ctx,
  { params, body }: { params: { mute_id: string }; body: BodyOf<typeof contract.updateMute> },
): Promise<contract.Mute> {
  return inTransaction(ctx, async (tx) => {
    const mute = await holdMute(tx, params.mute_id);
    if (mute.ended_at !== null) throw conflict('It has ended. Make another one.');
    const { ends_at, until_newer_release } = { ...mute, ...body };
    // An end that stays may lie in the next minute, or have been due since the last run of the job.
    if (body.ends_at != null) requireEnd(tx, body.ends_at);
    else if (ends_at === null) endOf(tx, { ends_at, until_newer_release });
    await change(
      tx,
      mute,
      {
        reason: body.reason ?? mute.reason,
        owner_id: await ownerAfter(tx, mute, body.owner_id),
        ends_at,
        until_newer_release,
      },
      body.owner_id,
    );
    return viewMute(tx.db, tx.visibleOrganizationIds, params.mute_id);
  });
}

/** Extends or ends several at once: all of those that can be, in one transaction. An error where none can. */
export async function changeMutes(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.changeMutes> },
): Promise<ResponseOf<typeof contract.changeMutes>> {
  const { action, ids, ends_at } = body;
  if (action === 'end' && ends_at !== undefined)
    throw invalid('/ends_at', 'not_allowed', 'Only with `extend`: `end` ends them now.');
  if (action === 'extend') {
    if (ends_at === undefined) throw invalid('/ends_at', 'required', 'Say until when.');
    requireEnd(ctx, ends_at);
  }
  const result = await inTransaction(ctx, async (tx) => {
    if (action === 'end') await holdVerdictsAlone(tx.db);
    const found = await holdMutes(tx, ids);
    const open = found.filter((mute) => mute.ended_at === null);
    if (found.length === 0) throw notFound();
    if (open.length === 0) throw conflict('All of them have ended already.');
    if (ends_at === undefined)
      await endNow(
        tx,
        open.map(({ id }) => id),
      );
    else for (const mute of open) await change(tx, mute, { ...mute, ends_at });
    const changed = open.map(({ uuid }) => uuid);
    const known = new Set(found.map(({ uuid }) => uuid));
    const skipped = ids.flatMap((id) =>
      changed.includes(id) ? [] : { id, reason: known.has(id) ? ('ended' as const) : ('not_found' as const) },
    );
    return { changed, skipped };
  });
  if (action === 'end') await flagMutedSites(ctx);
  return result;
}

/** Undefined: who it was; null: nobody. */
async function ownerAfter(tx: TxCtx, mute: MuteKey, owner: string | null | undefined): Promise<number | null> {
  if (owner === undefined) return mute.owner_id;
  return owner === null ? null : ownerOf(tx, mute.organization_id, owner);
}

async function change(
  tx: TxCtx,
  mute: MuteKey,
  { reason, owner_id, ends_at, until_newer_release }: Changed,
  owner?: string | null,
): Promise<void> {
  const after = { reason, owner_id, ends_at, until_newer_release };
  await tx.db
    .updateTable('mutes')
    .set({ ...after, updated_at: tx.now() })
    .where('organization_id', '=', mute.organization_id)
    .where('id', '=', mute.id)
    .execute();
  const shown = (of: Changed) => ({
    reason: of.reason,
    ends_at: of.ends_at,
    until_newer_release: of.until_newer_release,
  });
  await audit(tx, 'mute.updated', {
    organizationId: mute.organization_id,
    ...(mute.site_id !== null && { siteId: mute.site_id }),
    target: { type: 'mute', id: mute.uuid },
    before: shown(mute),
    after: { ...shown(after), ...(owner !== undefined && { owner }) },
  });
}
