import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { freshnessAt, fromSites } from '../sites/site-filter.ts';
import { exposedVersions } from './exposures.ts';

const dayMs = 86_400_000;
const daysKept = 370;
/** A year of a large organization is several statements of some seconds. */
const daysPerStatement = 30;

/**
 * Writes down how each organization stood when the day began, for all its sites and for those of each tag. Days that are
 * missing, before this first ran or while nothing ran, are worked out from the history; nobody knows any more how many sites
 * had which status then. May be run again at any time.
 */
export async function tallyDays(ctx: Ctx, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
  const today = new Date(Math.floor(ctx.now().getTime() / dayMs) * dayMs);
  const { rows } = await sql<{ id: number }>`select id from organizations where not is_deleted order by id`.execute(
    ctx.db,
  );
  for (const { id } of rows) {
    for (const { days, tags } of await missingDays(ctx, id, today))
      for (let from = 0; from < days.length; from += daysPerStatement) {
        signal?.throwIfAborted();
        await addDays(ctx, id, { days: days.slice(from, from + daysPerStatement), tags });
      }
    await inTransaction(ctx, (tx) => countStatuses(tx, id, today));
  }
  await sql`delete from daily_tallies where day < ${dayOf(today, -daysKept)}`.execute(ctx.db);
}

const dayOf = (today: Date, days: number) => new Date(today.getTime() + days * dayMs).toISOString().slice(0, 10);

interface Missing {
  readonly days: readonly string[];
  readonly tags: readonly string[];
}

/** The days since the newest row, and for tags without any row the days since the first. */
async function missingDays(ctx: Ctx, organizationId: number, today: Date): Promise<Missing[]> {
  const { rows } = await sql<{ tag: string; first: string | null; last: string | null }>`
    select used.tag, min(t.day)::text as first, max(t.day)::text as last
    from (select '' as tag union select unnest(tags) from sites where organization_id = ${organizationId} and not is_deleted) used
    left join daily_tallies t on t.organization_id = ${organizationId} and t.tag = used.tag
    group by used.tag`.execute(ctx.db);
  const whole = rows.find(({ tag }) => tag === '');
  const first = whole?.first ?? (await firstDay(ctx, organizationId, today));
  const since = new Map<string, string[]>();
  for (const { tag, last } of rows) {
    const start = last === null ? first : dayOf(new Date(`${last}T00:00:00Z`), 1);
    since.set(start, [...(since.get(start) ?? []), tag]);
  }
  return [...since].map(([start, tags]) => ({ days: daysFrom(start, today), tags }));
}

function daysFrom(start: string, today: Date): string[] {
  const count = Math.round((today.getTime() - new Date(`${start}T00:00:00Z`).getTime()) / dayMs);
  return Array.from({ length: Math.max(0, count + 1) }, (_, index) => dayOf(today, index - count));
}

/** The first day at whose beginning something was known of the organization; today where nothing ever was. */
async function firstDay(ctx: Ctx, organizationId: number, today: Date): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select greatest(coalesce((min(since) at time zone 'UTC')::date + 1, ${dayOf(today, 0)}::date), ${dayOf(today, 1 - daysKept)}::date)::text as day
    from (
      select min(running_since) as since from site_modules where organization_id = ${organizationId}
      union all select min(from_at) from site_module_history where organization_id = ${organizationId}) known`.execute(
    ctx.db,
  );
  return rows[0]?.day ?? dayOf(today, 0);
}

const byRisk = (condition: RawBuilder<unknown>) => sql`count(*) filter (where ${condition})`;
const sumOf = (column: string) => sql`coalesce(sum(${sql.ref(`o.${column}`)}), 0)`;

async function addDays(ctx: Ctx, organizationId: number, { days, tags }: Missing): Promise<void> {
  const asOf = `${days.at(-1)}T00:00:00Z`;
  await sql`
    insert into daily_tallies (organization_id, tag, day, critical, moderate, low, unknown_risk, exposed_sites)
    with ${exposedVersions(asOf)},
    days as (select day, day::timestamp at time zone 'UTC' as at from unnest(${days}::date[]) as day),
    members as materialized (select tag, s.id as site_id from sites s cross join unnest(''::text || s.tags) as tag
      where s.organization_id = ${organizationId} and not s.is_deleted and tag = any(${tags}::text[])),
    ran as (
      select r.site_id, r.version_id, r.from_at, r.until_at from (select distinct version_id from exposed) e
      cross join lateral (select * from site_module_history h where h.version_id = e.version_id
        and h.organization_id = ${organizationId} and h.until_at > (select min(at) from days) offset 0) r
      union all
      select sm.site_id, sm.current_version_id, sm.running_since, 'infinity' from site_modules sm
      where sm.organization_id = ${organizationId} and sm.urgency <= 3),
    open as materialized (
      select d.day, r.site_id, ${byRisk(sql`e.risk >= 15`)} as critical, ${byRisk(sql`e.risk between 10 and 14`)} as moderate,
        ${byRisk(sql`e.risk < 10`)} as low, ${byRisk(sql`e.risk is null`)} as unknown_risk
      from ran r join exposed e on e.version_id = r.version_id
      join days d on d.at >= r.from_at and d.at < r.until_at and d.at > e.published_at
      group by d.day, r.site_id)
    select ${organizationId}, tags.tag, d.day, ${sumOf('critical')}, ${sumOf('moderate')}, ${sumOf('low')}, ${sumOf('unknown_risk')},
      count(o.site_id)
    from days d cross join unnest(${tags}::text[]) as tags(tag)
    left join (members m join open o on o.site_id = m.site_id) on m.tag = tags.tag and o.day = d.day
    group by tags.tag, d.day
    on conflict do nothing`.execute(ctx.db);
}

/** As they stand now, which is what the day began with when this runs at midnight. A day is counted once. */
async function countStatuses(tx: TxCtx, organizationId: number, today: Date): Promise<void> {
  const ofUrgency = (urgency: number) => sql`count(*) filter (where c.urgency = ${sql.lit(urgency)})`;
  await sql`
    update daily_tallies t set security = n.security, unsupported = n.unsupported, "update" = n.updatable, "unknown" = n.unsure,
      "current" = n.up_to_date, silent = n.silent
    from (
      select k.tag, ${ofUrgency(1)} as security, ${ofUrgency(2)} as unsupported, ${ofUrgency(3)} as updatable, ${ofUrgency(4)} as unsure,
        ${ofUrgency(5)} as up_to_date, count(*) filter (where c.freshness = 'silent') as silent
      from daily_tallies k left join (
        select unnest(''::text || s.tags) as tag, s.urgency, ${freshnessAt(tx.now())} as freshness ${fromSites}
        where s.organization_id = ${organizationId} and not s.is_deleted) c on c.tag = k.tag
      where k.organization_id = ${organizationId} and k.day = ${dayOf(today, 0)}::date
      group by k.tag) n
    where t.organization_id = ${organizationId} and t.day = ${dayOf(today, 0)}::date and t.tag = n.tag and t.security is null`.execute(
    tx.db,
  );
}
