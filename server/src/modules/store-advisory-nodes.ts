import type { AdvisoryNode } from '@patchlight/drupal/advisory-nodes';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import type { Db } from '../db/database.ts';
import { factsOf, keepRevisions } from './advisory-revisions.ts';
import { judgeProjects } from './judge-projects.ts';
import { holdVerdictsAlone } from './verdict-lock.ts';

export interface StoredNodes {
  /** New ones, and those that were edited since. */
  readonly changed: number;
  readonly versions: number;
}

/** Stores what drupal.org says of advisories and judges again what one with another risk concerns. */
export async function storeAdvisoryNodes(ctx: Ctx, nodes: readonly AdvisoryNode[]): Promise<StoredNodes> {
  const known = await knownNodes(ctx.db, nodes);
  const changed = nodes.filter(({ id, changed: at }) => at > (known.get(id) ?? 0));
  if (changed.length === 0) return { changed: 0, versions: 0 };
  return inTransaction(ctx, async (tx) => {
    await holdVerdictsAlone(tx.db);
    const ids = changed.map(({ id }) => id);
    // What is described for the first time was not changed.
    const before = await factsOf(
      tx.db,
      ids.filter((id) => known.has(id)),
    );
    for (const node of changed) await storeNode(tx.db, node);
    const versions = await judgeProjects(tx, await mergeNodes(tx.db, ids));
    await keepRevisions(tx, before);
    await audit(tx, 'advisories.described', {
      organizationId: platform,
      target: { type: 'advisories', id: ids[0] ?? '' },
      after: { ids, verdicts_changed: versions.length },
    });
    return { changed: changed.length, versions: versions.length };
  });
}

/** The times of the last edit that is stored, in Unix seconds. */
async function knownNodes(db: Db, nodes: readonly AdvisoryNode[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; changed: number }>`
    select advisory_id as id, extract(epoch from changed_at)::bigint as changed
    from advisory_nodes where advisory_id = any(${nodes.map(({ id }) => id)}::text[])`.execute(db);
  return new Map(rows.map(({ id, changed }) => [id, changed]));
}

async function storeNode(db: Db, node: AdvisoryNode): Promise<void> {
  const facts = {
    title: node.title,
    link: node.link,
    risk_vector: node.riskVector,
    risk: node.risk,
    cves: [...node.cves],
    changed_at: new Date(node.changed * 1000),
  };
  await db
    .insertInto('advisory_nodes')
    .values({ advisory_id: node.id, ...facts })
    .onConflict((conflict) => conflict.column('advisory_id').doUpdateSet(facts))
    .execute();
}

/**
 * Puts what drupal.org says of advisories into those that are there; the affected versions stay those of the advisory
 * database. Returns the projects whose verdicts depend on it.
 */
export async function mergeNodes(db: Db, advisoryIds: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ module_id: number }>`
    with merged as (
      update advisories a set title = n.title, link = n.link, risk = n.risk, risk_vector = n.risk_vector,
        aliases = array(select distinct alias from unnest(a.aliases || n.cves) as alias order by alias)
      from advisory_nodes n where n.advisory_id = a.advisory_id and a.advisory_id = any(${advisoryIds}::text[])
      returning a.id)
    select distinct ap.module_id from advisory_projects ap join merged on merged.id = ap.advisory_id`.execute(db);
  return rows.map(({ module_id }) => module_id);
}
