import { sql } from 'kysely';
import type { DbTransaction } from '../db/database.ts';
import type { StoredEvidence } from './evidence.ts';
import { type Judgement, urgencies } from './judge.ts';

export interface VersionKey {
  readonly moduleId: number;
  readonly version: string;
  readonly datestamp: number;
}

export interface JudgedVersion extends VersionKey {
  /** Both null for a custom module, which is not judged. */
  readonly evidence: StoredEvidence | null;
  readonly judgement: Judgement | null;
}

/** The columns of a verdict as arrays for `unnest`, one element a version. */
function columnsOf(judged: readonly JudgedVersion[]) {
  const each = <T>(pick: (judgement: Judgement) => T, otherwise: T) =>
    judged.map(({ judgement }) => (judgement ? pick(judgement) : otherwise));
  return sql`unnest(
    ${judged.map((key) => key.moduleId)}::bigint[], ${judged.map((key) => key.version)}::text[], ${judged.map((key) => key.datestamp)}::bigint[],
    ${each((j) => j.urgency, urgencies.custom)}::smallint[], ${each<string | null>((j) => j.coreStatus, null)}::text[],
    ${each((j) => j.reason, null)}::text[], ${each((j) => j.updateAvailable, false)}::boolean[],
    ${each((j) => j.securityUpdate, false)}::boolean[], ${each((j) => j.risk, null)}::smallint[],
    ${each((j) => j.possible, false)}::boolean[], ${each<string | null>((j) => JSON.stringify(j.details), null)}::json[],
    ${each((j) => j.holes, 0)}::smallint[], ${each<string | null>((j) => j.exposedSince, null)}::timestamptz[],
    ${judged.map(({ evidence }) => evidence?.feedHash ?? null)}::bytea[], ${judged.map(({ evidence }) => evidence?.advisoryHash ?? null)}::bytea[])
    as j(module_id, version_number, datestamp, urgency, core_status, reason, update_available, security_update, risk, possible,
      verdict, holes, oldest_hole_at, feed_hash, advisory_hash)`;
}

/** Adds versions with their verdicts; one that somebody else added meanwhile stays as it is. */
export async function insertVersions(tx: DbTransaction, judged: readonly JudgedVersion[]): Promise<void> {
  await sql`
    insert into module_versions (module_id, version_number, datestamp, urgency, core_status, reason, update_available,
      security_update, risk, possible, verdict, holes, oldest_hole_at, feed_hash, advisory_hash, verdict_at)
    select distinct on (module_id, version_number, datestamp) module_id, version_number, datestamp, urgency, core_status, reason,
      update_available, security_update, risk, possible, verdict, holes, oldest_hole_at, feed_hash, advisory_hash, now()
    from ${columnsOf(judged)} order by module_id, version_number, datestamp
    on conflict (module_id, version_number, datestamp) do nothing`.execute(tx);
  await storeExposures(tx, judged);
}

/**
 * Writes the verdicts that differ from the stored ones, under a new epoch, and notes the versions whose sites have to
 * be looked at again. Returns their keys.
 */
export async function updateVerdicts(tx: DbTransaction, judged: readonly JudgedVersion[]): Promise<number[]> {
  const { rows } = await sql<{ id: number; epoch: number }>`
    with next as (update catalogue_epoch set epoch = epoch + 1 returning epoch)
    update module_versions v set urgency = j.urgency, core_status = j.core_status, reason = j.reason,
      update_available = j.update_available, security_update = j.security_update, risk = j.risk, possible = j.possible,
      verdict = j.verdict, holes = j.holes, oldest_hole_at = j.oldest_hole_at, feed_hash = j.feed_hash, advisory_hash = j.advisory_hash, verdict_at = now(), epoch = next.epoch
    from ${columnsOf(judged)}, next
    where v.module_id = j.module_id and v.version_number = j.version_number and v.datestamp = j.datestamp
      and (v.urgency, v.update_available, v.security_update, v.possible, v.holes, v.oldest_hole_at, v.verdict::text)
        is distinct from (j.urgency, j.update_available, j.security_update, j.possible, j.holes, j.oldest_hole_at, j.verdict::text)
    returning v.id, v.epoch`.execute(tx);
  // The inputs move on even where the verdict stays.
  await sql`
    update module_versions v set feed_hash = j.feed_hash, advisory_hash = j.advisory_hash, verdict_at = now()
    from ${columnsOf(judged)}
    where v.module_id = j.module_id and v.version_number = j.version_number and v.datestamp = j.datestamp
      and (v.feed_hash, v.advisory_hash) is distinct from (j.feed_hash, j.advisory_hash)`.execute(tx);
  await storeExposures(tx, judged);
  const changed = rows.map((row) => row.id);
  await sql`insert into changed_verdicts (version_id, epoch) select unnest(${changed}::bigint[]), ${rows[0]?.epoch ?? 0}
    on conflict (version_id) do update set epoch = excluded.epoch`.execute(tx);
  return changed;
}

/** What these versions expose a site to: advisories, and security releases without one. What no longer does is removed. */
async function storeExposures(tx: DbTransaction, judged: readonly JudgedVersion[]): Promise<void> {
  const advisories = judged.flatMap((key) => (key.judgement?.exposures ?? []).map((each) => ({ ...key, ...each })));
  const releases = judged.flatMap((key) => (key.judgement?.unadvised ?? []).map((release) => ({ ...key, release })));
  const judgedVersions = sql`judged as (select v.id from ${columnsOf(judged)}
    join module_versions v on v.module_id = j.module_id and v.version_number = j.version_number and v.datestamp = j.datestamp)`;
  await sql`
    with ${judgedVersions},
      wanted as (select v.id as version_id, e.advisory_id, e.exposure
        from unnest(${advisories.map((e) => e.moduleId)}::bigint[], ${advisories.map((e) => e.version)}::text[],
          ${advisories.map((e) => e.datestamp)}::bigint[], ${advisories.map((e) => e.advisoryId)}::bigint[],
          ${advisories.map((e) => e.exposure)}::text[]) as e(module_id, version_number, datestamp, advisory_id, exposure)
        join module_versions v on v.module_id = e.module_id and v.version_number = e.version_number and v.datestamp = e.datestamp),
      gone as (delete from version_advisories va using judged
        where va.version_id = judged.id and not exists
          (select from wanted w where w.version_id = va.version_id and w.advisory_id = va.advisory_id))
    insert into version_advisories (version_id, advisory_id, exposure) select distinct version_id, advisory_id, exposure from wanted
    on conflict (version_id, advisory_id) do update set exposure = excluded.exposure
      where version_advisories.exposure <> excluded.exposure`.execute(tx);
  await sql`
    with ${judgedVersions},
      wanted as (select v.id as version_id, e.release
        from unnest(${releases.map((e) => e.moduleId)}::bigint[], ${releases.map((e) => e.version)}::text[],
          ${releases.map((e) => e.datestamp)}::bigint[], ${releases.map((e) => e.release)}::text[])
          as e(module_id, version_number, datestamp, release)
        join module_versions v on v.module_id = e.module_id and v.version_number = e.version_number and v.datestamp = e.datestamp),
      gone as (delete from version_security_releases vr using judged
        where vr.version_id = judged.id and not exists
          (select from wanted w where w.version_id = vr.version_id and w.release = vr.release))
    insert into version_security_releases (version_id, release) select distinct version_id, release from wanted
    on conflict (version_id, release) do nothing`.execute(tx);
}
