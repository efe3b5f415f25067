import type * as contract from '@patchlight/contract/advisories';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { affectedVersions, intervalsSince } from './fixed-sites.ts';
import { joinSites, type OwnSites } from './own-sites.ts';
import { inOrganizations } from './versions-in-use.ts';

const pointsMax = 60;
const dayMs = 86_400_000;

interface Turns {
  readonly point: number;
  /** Sites that came to be exposed since the point before, those of them that were so for the first time, and those that ended it. */
  readonly began: number;
  readonly first: number;
  readonly ended: number;
}

/** How many own sites an advisory exposed, and how many were exposed and no longer, from its publication until now. */
export async function burnDown(
  ctx: Ctx,
  { key, published_at }: { readonly key: number; readonly published_at: string | null },
  sites: OwnSites,
): Promise<contract.BurnDown[]> {
  if (published_at === null) return [];
  const [start, end] = [new Date(published_at).getTime(), ctx.now().getTime()];
  if (start >= end) return [];
  const stepMs = Math.max(1, Math.ceil((end - start) / dayMs / (pointsMax - 1))) * dayMs;
  const steps = Math.ceil((end - start) / stepMs);
  const turns = await listTurns(ctx, key, sites, { start: published_at, end: ctx.now(), stepSeconds: stepMs / 1000 });
  let [exposed, ever] = [0, 0];
  return Array.from({ length: steps + 1 }, (_, point) => {
    for (const turn of turns.filter((each) => each.point === point)) {
      exposed += turn.began - turn.ended;
      ever += turn.first;
    }
    const at = new Date(Math.min(start + point * stepMs, end)).toISOString().replace(/\.\d+/, '');
    return { at, exposed, fixed: ever - exposed };
  });
}

// A site may run two projects of an advisory, and one affected version after the other: `range_agg` makes one of what overlaps.
async function listTurns(
  ctx: Ctx,
  advisory: number,
  sites: OwnSites,
  { start, end, stepSeconds }: { start: string; end: Date; stepSeconds: number },
): Promise<Turns[]> {
  const pointOf = (time: string) =>
    sql`ceil(extract(epoch from ${sql.ref(time)} - ${start}::timestamptz) / ${stepSeconds}::int)::int`;
  const { rows } = await sql<Turns>`
    with ${affectedVersions(sql`va.advisory_id = ${advisory}`)},
    ran as (
      select r.organization_id, r.site_id, r.from_at, r.until_at from exposed e cross join lateral ${intervalsSince(sites)}
      ${joinSites(sites, 'r')}
      union all
      select sm.organization_id, sm.site_id, sm.running_since, null from site_modules sm ${joinSites(sites, 'sm')}
      where ${inOrganizations(sites.scope, 'sm.organization_id')} and sm.running_since <= ${end}
        and sm.module_id = any(array(select module_id from advisory_projects where advisory_id = ${advisory}))
        and sm.current_version_id in (select version_id from exposed)),
    exposures as (
      select unnest(range_agg(tstzrange(greatest(from_at, ${start}::timestamptz), until_at))) as span,
        min(greatest(from_at, ${start}::timestamptz)) as first_at
      from ran group by organization_id, site_id),
    turns as (select lower(span) as began_at, upper(span) as ended_at, first_at from exposures)
    select point, count(*) filter (where kind = 'began') as began, count(*) filter (where kind = 'first') as first,
      count(*) filter (where kind = 'ended') as ended
    from (
      select ${pointOf('began_at')} as point, 'began' as kind from turns
      union all select ${pointOf('began_at')}, 'first' from turns where began_at = first_at
      union all select ${pointOf('ended_at')}, 'ended' from turns where ended_at is not null) each group by point`.execute(
    ctx.db,
  );
  return rows;
}
