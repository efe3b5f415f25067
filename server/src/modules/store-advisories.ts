import { createHash } from 'node:crypto';
import type { Advisory } from '@patchlight/drupal/advisories';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { factsOf, keepRevisions } from './advisory-revisions.ts';
import { judgeProjects } from './judge-projects.ts';
import { mergeAnnouncements } from './merge-announcements.ts';
import { requireProject } from './projects.ts';
import { mergeNodes } from './store-advisory-nodes.ts';
import { holdVerdictsAlone } from './verdict-lock.ts';

export interface StoredAdvisories {
  readonly read: number;
  /** New ones, and those whose text, range or state is another than before. */
  readonly changed: number;
  readonly versions: number;
}

// Verdicts are held while a part is written; parts this long keep reports waiting for a fraction of a second at most.
const partSize = 50;

/**
 * Stores advisories by their id and judges again the projects of those that changed. An advisory that is not in the
 * list stays: a source that is cut short must not turn anything green.
 */
export async function storeAdvisories(ctx: Ctx, advisories: readonly Advisory[]): Promise<StoredAdvisories> {
  const rows = await ctx.db.selectFrom('advisories').select(['advisory_id', 'hash']).execute();
  const known = new Map(rows.map((row) => [row.advisory_id, row.hash]));
  const distinct = [...new Map(advisories.map((each) => [each.id, each])).values()];
  const changed = distinct.filter((each) => known.get(each.id)?.equals(hashOf(each)) !== true);
  let versions = 0;
  for (let from = 0; from < changed.length; from += partSize) {
    const part = changed.slice(from, from + partSize);
    versions += await inTransaction(ctx, (tx) => storePart(tx, part));
  }
  return { read: advisories.length, changed: changed.length, versions };
}

async function storePart(tx: TxCtx, advisories: readonly Advisory[]): Promise<number> {
  await holdVerdictsAlone(tx.db);
  const ids = advisories.map(({ id }) => id);
  const before = await factsOf(tx.db, ids);
  const touched = new Set<number>();
  for (const advisory of advisories) for (const id of await storeAdvisory(tx, advisory)) touched.add(id);
  for (const id of await mergeAnnouncements(tx, ids)) touched.add(id);
  await mergeNodes(tx.db, ids);
  const versions = await judgeProjects(tx, [...touched]);
  await keepRevisions(tx, before);
  await audit(tx, 'advisories.imported', {
    organizationId: platform,
    target: { type: 'advisories', id: ids[0] ?? '' },
    after: { ids, verdicts_changed: versions.length },
  });
  return versions.length;
}

/** Writes one advisory and returns the projects that it concerns now or did before. */
async function storeAdvisory(tx: TxCtx, advisory: Advisory): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into advisories (advisory_id, osv_id, title, details, link, aliases, published_at, modified_at, withdrawn_at, hash, imported_at)
    values (${advisory.id}, ${advisory.osvId}, ${advisory.title ?? titleOf(advisory)}, ${advisory.details}, ${advisory.link},
      ${[...advisory.aliases]}::text[], ${instant(advisory.publishedAt)}, ${instant(advisory.modifiedAt)}, ${instant(advisory.withdrawnAt)}, ${hashOf(advisory)}, ${tx.now()})
    on conflict (advisory_id) do update set osv_id = excluded.osv_id, title = excluded.title, details = excluded.details,
      link = excluded.link, aliases = excluded.aliases, published_at = excluded.published_at, modified_at = excluded.modified_at,
      withdrawn_at = excluded.withdrawn_at, hash = excluded.hash, imported_at = excluded.imported_at
    returning id`.execute(tx.db);
  const row = rows[0];
  if (row === undefined) return [];
  const before = await tx.db
    .deleteFrom('advisory_projects')
    .where('advisory_id', '=', row.id)
    .returning('module_id')
    .execute();
  const now: number[] = [];
  for (const { project, constraint } of advisory.projects) {
    const moduleId = await requireProject(tx.db, project);
    const versions = { affected_versions: constraint, database_versions: constraint };
    await tx.db
      .insertInto('advisory_projects')
      .values({ advisory_id: row.id, module_id: moduleId, ...versions })
      .onConflict((conflict) => conflict.columns(['advisory_id', 'module_id']).doUpdateSet(versions))
      .execute();
    now.push(moduleId);
  }
  return [...now, ...before.map(({ module_id }) => module_id)];
}

/** The advisory database has no titles: the first words of the text say more than the id alone. */
function titleOf({ id, projects }: Advisory): string {
  return `${projects.map(({ project }) => project).join(', ')}: ${id}`;
}

// JavaScript reads more forms and offsets of a time than PostgreSQL does.
function instant(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

function hashOf(advisory: Advisory): Buffer {
  return createHash('sha256').update(JSON.stringify(advisory)).digest();
}
