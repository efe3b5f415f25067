import { sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { installsOf, versionsInUse } from '../modules/versions-in-use.ts';
import { nextAdvisories, nextAttempt, nextReleaseHistory, type ProjectFacts } from './due.ts';
import type { Attempt } from './receive.ts';
import type { Source } from './sources.ts';

interface Timing {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** 0 to 1. */
  readonly random: number;
}

const isGood = ({ outcome }: Attempt) => outcome === 'ok' || outcome === 'unchanged';

/** Keeps what became of an attempt, and says when the next one is due. */
export async function recordFetch(ctx: Ctx, source: Source, attempt: Attempt, timing: Timing): Promise<void> {
  const facts = source.project === null ? null : await factsOf(ctx, source.project, source.isNew);
  await inTransaction(ctx, async (tx) => {
    const failures = isGood(attempt) ? 0 : source.failures + 1;
    await tx.db
      .updateTable('feed_sources')
      .set({
        next_fetch_at: nextFetch(tx.now(), source, { attempt, facts, failures, random: timing.random }),
        failures,
        // After a page that was no good the same one is tried again.
        ...(isGood(attempt) && { next_page: attempt.hasMore ? source.page + 1 : 0 }),
        attempted_at: timing.startedAt,
        outcome: attempt.outcome,
        status: attempt.status,
        content_type: attempt.contentType,
        bytes: attempt.bytes,
        detail: attempt.detail,
        ...(isGood(attempt) && { succeeded_at: timing.startedAt }),
        ...(isGood(attempt) && attempt.hash !== null && validatorsOf(attempt)),
      })
      .where('key', '=', source.key)
      .execute();
    if (isGood(attempt) && source.project !== null) await markFresh(tx, source.project.id, timing.startedAt);
    await logFetch(tx, source, attempt, timing);
  });
}

function nextFetch(
  now: Date,
  source: Source,
  {
    attempt,
    facts,
    failures,
    random,
  }: { attempt: Attempt; facts: ProjectFacts | null; failures: number; random: number },
): Date | null {
  if (facts?.sites === 0) return null;
  if (!isGood(attempt)) return nextAttempt(now, attempt.outcome, failures, facts?.isKnown ?? true);
  if (attempt.hasMore) return now;
  if (source.kind !== 'release_history') return nextAdvisories(source.kind, now, random);
  return facts === null ? null : nextReleaseHistory(now, facts, random);
}

/** Those of this very answer: an answer without them takes away the ones before. */
function validatorsOf({ etag, lastModified, hash }: Attempt) {
  return { etag, last_modified: lastModified, hash };
}

/** What was asked for again and is the same is as good as new. */
async function markFresh(tx: TxCtx, moduleId: number, at: Date): Promise<void> {
  await sql`update release_feeds set fetched_at = greatest(fetched_at, ${at}) where module_id = ${moduleId}`.execute(
    tx.db,
  );
}

async function logFetch(tx: TxCtx, { key }: Source, attempt: Attempt, timing: Timing): Promise<void> {
  await tx.db
    .insertInto('feed_fetches')
    .values({
      source_key: key,
      fetched_at: timing.startedAt,
      duration_ms: timing.durationMs,
      outcome: attempt.outcome,
      status: attempt.status,
      content_type: attempt.contentType,
      bytes: attempt.bytes,
      hash: attempt.hash,
      detail: attempt.detail,
    })
    .execute();
}

/**
 * What is known of a project. Core counts as run by somebody, since every site has it, and so does what was named for the
 * first time: the report that did so may not be written yet.
 */
async function factsOf(ctx: Ctx, { id, name }: { id: number; name: string }, isNew: boolean): Promise<ProjectFacts> {
  const inUse = await versionsInUse(ctx.db, { scope: 'all' }, [id]);
  const { rows } = await sql<{ newest: string | null; exposed: boolean; known: boolean }>`
    select max(v.release_date) filter (where v.feed_position is not null) as newest,
      exists (select from version_advisories va join advisories a on a.id = va.advisory_id and a.withdrawn_at is null
        where va.version_id = any(${inUse.map(({ versionId }) => versionId)}::bigint[])) as exposed,
      exists (select from release_feeds where module_id = ${id}) as known
    from module_versions v where v.module_id = ${id}`.execute(ctx.db);
  const row = rows[0];
  return {
    sites: Math.max(installsOf(inUse), isNew || name === 'drupal' ? 1 : 0),
    newestRelease: row === undefined || row.newest === null ? null : new Date(row.newest),
    isExposed: row?.exposed === true,
    isKnown: row?.known === true,
  };
}

/** The log of fetches is kept for 30 days. */
export async function forgetFetches(ctx: Ctx): Promise<void> {
  await sql`delete from feed_fetches where fetched_at < ${ctx.now()}::timestamptz - interval '30 days'`.execute(ctx.db);
}
