import type pg from 'pg';
import type { Bed } from './bed.ts';
import type { LoadResult } from './load.ts';

interface Written {
  readonly applied: number;
  readonly unchanged: number;
  readonly changes: number;
  readonly history: number;
  readonly audit: number;
  readonly patchRuns: number;
}

async function readWritten(database: pg.Pool): Promise<Written> {
  const { rows } = await database.query<Record<keyof Written, string>>(`
    select r.*, (select count(*) from site_module_history) as history,
      (select count(*) from audit_logs where action = 'inventory.recorded') as audit,
      (select count(*) from patch_runs) as "patchRuns"
    from (select count(*) filter (where status = 'applied' and not baseline) as applied,
      count(*) filter (where status = 'unchanged') as unchanged, coalesce(sum(changes), 0) as changes from site_reports) r`);
  // Counts come as text, because a bigint may be larger than a number.
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Number(count)])) as Record<
    keyof Written,
    number
  >;
}

/**
 * Notes what is recorded, and returns a check that exactly the given answers were added to it since, that every site
 * is what it last reported, and that its counters are its rows. A fast server that loses something is no result.
 */
export async function startVerifying(
  bed: Pick<Bed, 'database' | 'countDifferences'>,
): Promise<(answered: readonly LoadResult[]) => Promise<void>> {
  const before = await readWritten(bed.database);
  return async (answered) => {
    const after = await readWritten(bed.database);
    const sum = (pick: (result: LoadResult) => number) => answered.reduce((total, result) => total + pick(result), 0);
    const [applied, unchanged, changes] = [sum((r) => r.applied), sum((r) => r.unchanged), sum((r) => r.changes)];
    const expected: Written = { applied, unchanged, changes, history: changes, audit: applied, patchRuns: applied };
    const wrong = Object.entries(expected).flatMap(([name, count]) => {
      const key = name as keyof Written;
      const written = after[key] - before[key];
      return written === count ? [] : [`${name}: answered ${count}, written ${written}`];
    });
    const differing = await bed.countDifferences();
    if (differing > 0) wrong.push(`${differing} sites are not as they reported`);
    const miscounted = await countMiscounted(bed.database);
    if (miscounted > 0) wrong.push(`${miscounted} sites whose counters or flags are not those of their rows`);
    if (wrong.length > 0) throw new Error(`The answers were not true: ${wrong.join('; ')}.`);
  };
}

/** Sites whose counters or flags are not those of their rows. */
export async function countMiscounted(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ wrong: string }>(`
    select count(*) as wrong from sites s join (
      select m.organization_id, m.site_id, count(*) as modules, count(*) filter (where v.urgency = 1) as security,
        count(*) filter (where v.urgency = 3) as updates, count(*) filter (where v.urgency = 5) as current, min(v.urgency) as urgency,
        count(*) filter (where (m.urgency, m.update_available, m.security_update)
          is distinct from (v.urgency, v.update_available, v.security_update)) as misflagged
      from site_modules m join module_versions v on v.id = m.current_version_id group by m.organization_id, m.site_id) c
      on c.organization_id = s.organization_id and c.site_id = s.id
    where (s.modules_count, s.security_count, s.update_count, s.current_count, s.urgency, 0)
      is distinct from (c.modules, c.security, c.updates, c.current, c.urgency, c.misflagged)`);
  return Number(rows[0]?.wrong);
}
