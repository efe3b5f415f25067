import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Db, DbTransaction } from '../db/database.ts';
import { isInSiteScope } from '../notifications/preferences.ts';
import { readPast } from '../reports/trend.ts';
import { freshnessAt } from '../sites/site-filter.ts';
import { type Addressee, scopeOf } from './addressees.ts';
import type { StandingHole } from './describe-holes.ts';
import type { WeekFigures, Window } from './digest-content.ts';
import { standingFor } from './standing-holes.ts';

const firstMax = 5;
const statuses = { security: 1, unsupported: 2, update: 3 } as const;

interface SiteNow {
  readonly id: string;
  readonly tags: readonly string[];
  readonly urgency: number;
  readonly is_silent: boolean;
}

/** The numbers of a week of somebody's sites. How it was before is known of all sites, and of those with one tag. */
export async function weekFigures(
  ctx: Pick<Ctx, 'now'> & { readonly db: Db | DbTransaction },
  { to, standing, window }: { to: Addressee; standing: readonly StandingHole[]; window: Window },
): Promise<WeekFigures> {
  const { tags, siteIds } = scopeOf(to);
  const isCounted = siteIds.length === 0 && tags.length <= 1;
  const of = { organizations: sql`(select ${to.organizationId}::bigint)`, tag: tags[0], isWhole: false };
  const { rows } = await sql<SiteNow>`
    select s.uuid as id, s.tags, s.urgency, ${freshnessAt(ctx.now())} = 'silent' as is_silent from sites s
    left join site_activity a on a.organization_id = s.organization_id and a.site_id = s.id
    where s.organization_id = ${to.organizationId} and not s.is_deleted`.execute(ctx.db);
  const sites = rows.filter((site) => isInSiteScope(scopeOf(to), site));
  const past = isCounted ? await readPast(ctx, of, 90) : null;
  const fixed = await sql<{
    fixed: number;
  }>`select count(*) as fixed from notices where organization_id = ${to.organizationId}
    and kind = 'security_exposure' and stage = 'resolved' and created_at > ${window.from} and created_at <= ${window.to}`.execute(
    ctx.db,
  );
  const status = (name: keyof typeof statuses) => ({
    now: sites.filter(({ urgency }) => urgency === statuses[name]).length,
    before: past?.weekAgo?.status[name] ?? null,
  });
  const first = standingFor(to, standing).slice(0, firstMax);
  return {
    security: status('security'),
    unsupported: status('unsupported'),
    update: status('update'),
    silent: { now: sites.filter(({ is_silent }) => is_silent).length, before: past?.weekAgo?.silent ?? null },
    fixed: { now: fixed.rows[0]?.fixed ?? 0, before: null },
    trend: past === null ? [] : [...past.trend.slice(1).map(({ open }) => open?.sites ?? 0), status('security').now],
    first: first.map(({ hole, sites: own }) => ({ hole, sites: own.length })),
  };
}
