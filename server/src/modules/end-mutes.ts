import type { MuteEndCause } from '@patchlight/contract/mutes';
import { type RawBuilder, sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import type { TxCtx } from '../context.ts';

// Development builds move; they are no releases.
const isRelease = sql`v.feed_position is not null and v.published and v.version_number not like '%-dev'`;

/** When the newest release of a module `m` was published, as far as it is known. */
export const newestReleaseAt = sql`(select max(v.release_date) from module_versions v where v.module_id = m.id and ${isRelease})`;
/** The advisories that name a module `m`. */
export const advisoriesNaming = sql`array(select ap.advisory_id from advisory_projects ap where ap.module_id = m.id)`;

// A mute that names its advisory goes on: another hole is one that it does not hide.
const hasNewAdvisory = sql`(mu.advisory_id is null and exists (select from advisory_projects ap join advisories a on a.id = ap.advisory_id
  where ap.module_id = mu.module_id and a.withdrawn_at is null and ap.advisory_id <> all(mu.known_advisories)))`;
const hasNewRelease = sql`(mu.until_newer_release and exists (select from module_versions v
  where v.module_id = mu.module_id and ${isRelease} and v.release_date > mu.known_release_at))`;

/**
 * Ends the mutes of some projects for which there is an advisory, or a release that they wait for, that was not known when they
 * were made. In the transaction that judges the projects anew, so that nobody sees the one without the other; their sites are
 * brought up to date after it, as those of a new verdict are.
 */
export async function endOutdatedMutes(tx: TxCtx, moduleIds: readonly number[]): Promise<void> {
  const { rows } = await sql<{ key: number; cause: MuteEndCause }>`
    select mu.id as key, case when ${hasNewAdvisory} then 'advisory' else 'release' end as cause from mutes mu
    where mu.module_id = any(${moduleIds}::bigint[]) and mu.ended_at is null and (${hasNewAdvisory} or ${hasNewRelease})`.execute(
    tx.db,
  );
  for (const cause of ['advisory', 'release'] as const)
    await endMutes(
      tx,
      sql`mu.id = any(${rows.filter((row) => row.cause === cause).map(({ key }) => key)}::bigint[])`,
      cause,
    );
}

export interface EndedMute {
  readonly id: number;
  readonly uuid: string;
  readonly organization_id: number;
  readonly module_id: number;
  readonly site_id: number | null;
  readonly tags: string[] | null;
  readonly epoch: number;
}

/** Ends those in force of the mutes `mu` that are meant. The transaction holds the verdicts alone. */
export async function endMutes(tx: TxCtx, isMeant: RawBuilder<unknown>, cause: MuteEndCause): Promise<EndedMute[]> {
  const by = cause === 'person' && tx.actor.type === 'user' ? tx.actor.id : null;
  const { rows } = await sql<EndedMute & { project: string }>`
    update mutes mu set ended_at = ${tx.now()}, ended_by = ${by}, end_cause = ${cause}, updated_at = ${tx.now()},
      epoch = (select mute_epoch + 1 from catalogue_epoch)
    from modules m where m.id = mu.module_id and mu.ended_at is null and ${isMeant}
    returning mu.id, mu.uuid, mu.organization_id, mu.module_id, mu.site_id, mu.tags, mu.epoch, m.module_name as project`.execute(
    tx.db,
  );
  if (rows.length > 0) await raiseMuteEpoch(tx);
  for (const { organization_id, site_id, uuid, project } of rows)
    await audit(tx, 'mute.ended', {
      organizationId: organization_id,
      ...(site_id !== null && { siteId: site_id }),
      target: { type: 'mute', id: uuid },
      after: { project, cause },
    });
  return rows;
}

/** Every process reads the mutes again. The transaction holds the verdicts alone. Returns the new epoch. */
export async function raiseMuteEpoch(tx: TxCtx): Promise<number> {
  const { mute_epoch } = await tx.db
    .updateTable('catalogue_epoch')
    .set((each) => ({ mute_epoch: each('mute_epoch', '+', 1) }))
    .returning('mute_epoch')
    .executeTakeFirstOrThrow();
  return mute_epoch;
}
