import type { TrendPoint, WeekAgo } from '@patchlight/contract/overview-parts';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { prepared } from '../db/prepared.ts';
import type { Overviewed } from './overview.ts';

const dayMs = 86_400_000;
const week = 7;

/** Days between two points, and how many there are before now. */
const cuts: Readonly<Record<number, { step: number; points: number }>> = {
  30: { step: 1, points: 30 },
  90: { step: week, points: 12 },
  365: { step: week, points: 52 },
};

export interface Past {
  /** Without the last point, which is now. */
  readonly trend: TrendPoint[];
  readonly weekAgo: WeekAgo | null;
}

interface Row {
  readonly day: string;
  readonly open: NonNullable<TrendPoint['open']>;
  readonly status: WeekAgo['status'];
  readonly silent: number;
  readonly is_counted: boolean;
}

/** How it stood at the beginning of days gone by, as it was written down then: daily-tallies.ts. */
export async function readPast(
  ctx: Pick<Ctx, 'db' | 'now'>,
  { organizations, tag }: Overviewed,
  days: number,
): Promise<Past> {
  const today = Math.floor(ctx.now().getTime() / dayMs) * dayMs;
  const dayBefore = (count: number) => new Date(today - count * dayMs).toISOString().slice(0, 10);
  const { step, points } = cuts[days] ?? { step: week, points: 12 };
  const shown = Array.from({ length: points }, (_, index) => dayBefore((points - index) * step));
  const sum = (column: string) => sql`sum(${sql.ref(column)})::bigint`;
  const { rows } = await sql<Row>`${prepared}
    select day::text as day, json_build_object('critical', ${sum('critical')}, 'moderate', ${sum('moderate')}, 'low', ${sum('low')},
        'unknown', ${sum('unknown_risk')}, 'sites', ${sum('exposed_sites')}) as open,
      json_build_object('security', ${sum('security')}, 'unsupported', ${sum('unsupported')}, 'update', ${sum('update')},
        'unknown', ${sum('unknown')}, 'current', ${sum('current')}) as status,
      coalesce(sum(silent), 0)::bigint as silent, bool_and(security is not null) as is_counted
    from daily_tallies where organization_id in ${organizations} and tag = ${tag ?? ''}
      and day = any(${[...shown, dayBefore(week)]}::date[])
    group by day`.execute(ctx.db);
  const at = (day: string) => `${day}T00:00:00Z`;
  const before = rows.find(({ day }) => day === dayBefore(week));
  return {
    trend: shown.map((day) => ({ at: at(day), open: rows.find((row) => row.day === day)?.open ?? null })),
    weekAgo: before?.is_counted === true ? { at: at(before.day), status: before.status, silent: before.silent } : null,
  };
}
