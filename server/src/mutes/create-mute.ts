import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/mutes';
import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { OperationError } from '../errors.ts';
import { newId } from '../ids.ts';
import { flagMutedSites, flagSitesOf } from '../inventory/flag-muted-sites.ts';
import { advisoriesNaming, newestReleaseAt, raiseMuteEpoch } from '../modules/end-mutes.ts';
import { holdVerdictsAlone } from '../modules/verdict-lock.ts';
import { endOf } from './mute-end.ts';
import { type MutedPart, mutedPart, ownerOf } from './muted-part.ts';
import { viewMute } from './mutes.ts';

/** So many in force are looked through for each report of a site. */
export const mutesPerOrganization = 1_000;

/** Mutes a project; what sites run is brought up to date in the same transaction, so that no report comes between. */
export async function createMute(
  ctx: Ctx,
  { body }: { body: BodyOf<typeof contract.createMute> },
): Promise<contract.Mute> {
  const part = await mutedPart(ctx, body);
  const end = endOf(ctx, body);
  const owner =
    body.owner_id === undefined ? actingPerson(ctx) : await ownerOf(ctx, part.organizationId, body.owner_id);
  const mute = await inTransaction(ctx, async (tx) => {
    await holdVerdictsAlone(tx.db);
    await refuseTooMany(tx, part.organizationId);
    const uuid = newId();
    const epoch = await raiseMuteEpoch(tx);
    const id = await insertMute(tx, part, { ...end, uuid, epoch, owner, reason: body.reason });
    await flagSitesOf(tx, {
      id,
      organization_id: part.organizationId,
      module_id: part.module.id,
      site_id: part.site?.id ?? null,
      tags: part.tags,
      epoch,
    });
    await audit(tx, 'mute.created', {
      organizationId: part.organizationId,
      ...(part.site !== null && { siteId: part.site.id }),
      target: { type: 'mute', id: uuid },
      after: {
        project: part.module.name,
        site: part.site?.uuid ?? null,
        tags: part.tags,
        up_to_version: part.upToVersion,
        advisory: body.advisory ?? null,
        reason: body.reason,
        ...end,
      },
    });
    return viewMute(tx.db, tx.visibleOrganizationIds, uuid);
  });
  await flagMutedSites(ctx);
  return mute;
}

function actingPerson({ actor }: Pick<Ctx, 'actor'>): number | null {
  return actor.type === 'user' ? actor.id : null;
}

async function refuseTooMany(tx: TxCtx, organizationId: number): Promise<void> {
  const { mutes } = await tx.db
    .selectFrom('mutes')
    .select((each) => each.fn.countAll<number>().as('mutes'))
    .where('organization_id', '=', organizationId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (mutes >= mutesPerOrganization)
    throw new OperationError('quota_exceeded', {
      message: `An organization has at most ${mutesPerOrganization} mutes in force. End one first.`,
    });
}

interface Rest {
  readonly uuid: string;
  readonly epoch: number;
  readonly owner: number | null;
  readonly reason: string;
  readonly ends_at: string | null;
  readonly until_newer_release: boolean;
}

async function insertMute(tx: TxCtx, part: MutedPart, rest: Rest): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into mutes (organization_id, uuid, module_id, site_id, tags, up_to_version, advisory_id, reason, owner_id, ends_at,
      until_newer_release, known_advisories, known_release_at, created_at, created_by, updated_at, epoch)
    select ${part.organizationId}, ${rest.uuid}, m.id, ${part.site?.id ?? null}, ${part.tags}::text[], ${part.upToVersion},
      ${part.advisoryId}, ${rest.reason}, ${rest.owner}, ${rest.ends_at}, ${rest.until_newer_release}, ${advisoriesNaming},
      coalesce(${newestReleaseAt}, ${tx.now()}), ${tx.now()}, ${actingPerson(tx)}, ${tx.now()}, ${rest.epoch}
    from modules m where m.id = ${part.module.id} returning id`.execute(tx.db);
  if (rows[0] === undefined) throw new Error(`The module ${part.module.name} is gone.`);
  return rows[0].id;
}
