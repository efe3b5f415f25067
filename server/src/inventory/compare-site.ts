import type * as contract from '@patchlight/contract/compare';
import type { QueryOf } from '@patchlight/contract/endpoint';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { invalid } from '../errors.ts';
import { moduleRef, versionTextOf } from '../modules/modules.ts';
import { requireSite } from '../sites/sites.ts';
import { runningAt } from './list-site-modules.ts';
import { directionOf } from './site-history.ts';

const defaultDays = 30;
const shownTime = (time: number) => new Date(time).toISOString().replace(/\.\d+/, '');

interface DifferenceRow extends contract.Difference {
  readonly had: boolean;
  readonly has: boolean;
  /** How many modules ran the same version at both times; the same in every row. */
  readonly unchanged: number;
}

/** What a site ran at one time against what it ran at another, whatever it ran between the two. */
export async function compareSite(
  ctx: Ctx,
  { params, query }: { params: { site_id: string }; query: QueryOf<typeof contract.compareSite> },
): Promise<contract.SiteComparison> {
  const to = query.to ?? shownTime(ctx.now().getTime());
  const from = query.from ?? shownTime(new Date(to).getTime() - defaultDays * 86_400_000);
  if (new Date(from).getTime() >= new Date(to).getTime())
    throw invalid(
      'query/from',
      'out_of_range',
      'The first time must be before the second, which is now where it is left out.',
    );
  const site = await requireSite(ctx, params.site_id);
  const { rows } = await sql<DifferenceRow>`
    with earlier as (${runningAt(site, from)}), later as (${runningAt(site, to)}),
    both_times as materialized (
      select module_id, e.version_id as before, l.version_id as after from earlier e full join later l using (module_id))
    select c.unchanged, ${moduleRef} as module, m.organization_id is not null as custom, b.before is not null as had, b.after is not null as has,
      ${versionTextOf('f')} as from_version, ${versionTextOf('t')} as to_version, ${closedHole(to)} as security
    from (select count(*) filter (where before = after) as unchanged from both_times) c
    left join both_times b on b.before is distinct from b.after
    left join modules m on m.id = b.module_id
    left join module_versions f on f.id = b.before left join module_versions t on t.id = b.after
    order by security desc, m.module_name, m.id`.execute(ctx.db);
  return { from, to, ...sorted(rows), unchanged: rows[0]?.unchanged ?? 0 };
}

// Of the versions `b.before` and `b.after`: an advisory, or a security release of which none tells, that speaks of the first alone.
const closedHole = (to: string) => sql`(
  exists (select from version_advisories va join advisories a on a.id = va.advisory_id
    where va.version_id = b.before and va.exposure = 'affected' and a.withdrawn_at is null and a.published_at < ${to}
      and not exists (select from version_advisories n
        where n.version_id = b.after and n.advisory_id = va.advisory_id and n.exposure = 'affected'))
  or exists (select from version_security_releases vr
    join module_versions r on r.module_id = b.module_id and r.version_number = vr.release and r.datestamp = 0
    where vr.version_id = b.before and r.release_date < ${to}
      and not exists (select from version_security_releases n where n.version_id = b.after and n.release = vr.release)))`;

type Differences = Pick<contract.SiteComparison, 'added' | 'removed' | 'updated' | 'downgraded' | 'changed'>;

function sorted(rows: readonly DifferenceRow[]): Differences {
  const found: Differences = { added: [], removed: [], updated: [], downgraded: [], changed: [] };
  for (const { had, has, unchanged: _unchanged, ...difference } of rows) {
    const { from_version: from, to_version: to } = difference;
    // Without any difference there is one row, which counts what is unchanged.
    if (!had && !has) continue;
    if (!had) found.added.push(difference);
    else if (!has) found.removed.push(difference);
    else found[directionOf(from, to)].push(difference);
  }
  return found;
}
