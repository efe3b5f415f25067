import type * as contract from '@patchlight/contract/modules';
import { fixedIn } from '@patchlight/drupal/advisories';
import { levelOf } from '@patchlight/drupal/risk';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { countExposedSites } from './exposed-sites.ts';
import type { OwnSites } from './own-sites.ts';

const advisoriesMax = 100;

type Row = Omit<contract.AdvisoryOfModule, 'level' | 'fixed_in' | 'sites'> & { key: number };

/** What was published about a module and not withdrawn, with the own sites that it exposes now. */
export async function listAdvisoriesOf(
  ctx: Ctx,
  moduleId: number,
  sites: OwnSites,
): Promise<contract.AdvisoryOfModule[]> {
  const { rows } = await sql<Row>`
    select a.id as key, a.advisory_id as id, a.title, a.risk, a.published_at, ap.affected_versions
    from advisory_projects ap join advisories a on a.id = ap.advisory_id
    where ap.module_id = ${moduleId} and a.withdrawn_at is null
    order by a.published_at desc nulls last, a.id desc limit ${advisoriesMax}`.execute(ctx.db);
  const keys = rows.map(({ key }) => key);
  const exposed = await countExposedSites(ctx, keys, sites);
  return rows.map(({ key, ...row }) => ({
    ...row,
    level: row.risk === null ? null : levelOf(row.risk),
    fixed_in: fixedIn(row.affected_versions, null),
    sites: exposed.get(key)?.exposed ?? 0,
  }));
}
