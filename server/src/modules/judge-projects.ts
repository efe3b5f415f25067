import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { endOutdatedMutes } from './end-mutes.ts';
import { loadEvidence } from './evidence.ts';
import { judgeVersion } from './judge.ts';
import { updateVerdicts } from './store-verdicts.ts';

/**
 * Judges every known version of some projects anew, after their feed or an advisory changed in the same transaction,
 * and ends the mutes that do not hold against it.
 * That transaction holds the verdicts alone since its beginning. Returns the keys of the versions whose verdict changed.
 */
export async function judgeProjects(tx: TxCtx, moduleIds: readonly number[]): Promise<number[]> {
  if (moduleIds.length === 0) return [];
  const { rows } = await sql<{ module_id: number; version_number: string; datestamp: number }>`
    select module_id, version_number, datestamp from module_versions where module_id = any(${moduleIds}::bigint[])`.execute(
    tx.db,
  );
  const evidence = await loadEvidence(tx.db, moduleIds);
  const judged = rows.flatMap((row) => {
    const known = evidence.get(row.module_id);
    if (known === undefined) return [];
    const judgement = judgeVersion(known, row.version_number, row.datestamp);
    return {
      moduleId: row.module_id,
      version: row.version_number,
      datestamp: row.datestamp,
      evidence: known,
      judgement,
    };
  });
  const changed = await updateVerdicts(tx.db, judged);
  await endOutdatedMutes(tx, moduleIds);
  return changed;
}
