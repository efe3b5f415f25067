import { patchRunReportLimits, type periods } from '@patchlight/contract/patch-run-report';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { invalid } from '../errors.ts';

export type PeriodKind = (typeof periods)[number];

/** A stretch of time, cut into buckets at the edges; `from` and `to` are the first and the last edge. */
export interface Period {
  readonly kind: PeriodKind;
  readonly timezone: string;
  readonly from: string;
  readonly to: string;
  /** The end of the period, or now where it is not over. */
  readonly asOf: string;
  readonly edges: readonly string[];
}

interface Asked {
  readonly period?: PeriodKind;
  readonly from?: string;
  readonly to?: string;
}

const units = { weekly: 'week', monthly: 'month', ytd: 'month', custom: null } as const;
const bucketsOfDefault = 12;

/**
 * The period that is asked for, in a time zone: ISO weeks and months begin at its midnights, whatever its clocks do in
 * between. Throws a `validation_error` for one that has no beginning, no length, or too many parts.
 */
export async function readPeriod(db: Db, asked: Asked, timezone: string, now: Date): Promise<Period> {
  const kind = asked.period ?? 'weekly';
  if (kind === 'custom' && asked.from === undefined)
    throw invalid('query/from', 'required', 'A custom period needs its beginning, such as 2026-01-01.');
  if (kind === 'ytd' && asked.from !== undefined)
    throw invalid('query/from', 'not_allowed', 'The year to date begins on 1 January; ask for a custom period.');
  const edges = await edgesOf(db, kind, { ...asked, timezone, now });
  const [from, to] = [edges[0], edges.at(-1)];
  if (from === undefined || to === undefined || edges.length < 2)
    throw invalid('query/to', 'out_of_range', 'The end of the period must be after its beginning.');
  if (edges.length - 1 > patchRunReportLimits.buckets)
    throw invalid('query/from', 'out_of_range', `At most ${patchRunReportLimits.buckets} weeks or months at a time.`);
  const asOf = new Date(Math.min(now.getTime(), new Date(to).getTime())).toISOString();
  return { kind, timezone, from, to, asOf, edges };
}

async function edgesOf(
  db: Db,
  kind: PeriodKind,
  { from, to, timezone, now }: Asked & { timezone: string; now: Date },
): Promise<string[]> {
  const unit = units[kind];
  const local = (instant: RawBuilder<unknown>) => sql`((${instant}) at time zone ${timezone}::text)`;
  const start = (of: string | null, instant: RawBuilder<unknown>) => sql`date_trunc(${of}::text, ${local(instant)})`;
  const step = sql`('1 ' || ${unit ?? 'day'}::text)::interval`;
  const end =
    to !== undefined
      ? instantOf(to, timezone)
      : kind === 'ytd' || unit === null
        ? sql`${now}::timestamptz`
        : local(sql`${start(unit, sql`${now}::timestamptz`)} + ${step}`);
  const beginning =
    from !== undefined
      ? instantOf(from, timezone)
      : kind === 'ytd'
        ? local(start('year', sql`last`))
        : local(sql`${start(unit, sql`last`)} - ${step} * ${bucketsOfDefault - 1}`);
  // In local time, so that a week stays a week when the clocks change. A period longer than is allowed is cut one past it.
  const between = sql`select ${local(sql`part`)} as edge from whole,
    generate_series(${start(unit, sql`beginning`)}, ${local(sql`ending`)}, ${step}) as part
    limit ${patchRunReportLimits.buckets + 2}`;
  const { rows } = await sql<{ edge: string }>`
    with ended as (select ending, ending - interval '1 microsecond' as last from (select ${end} as ending) e),
      whole as (select ${beginning} as beginning, ending from ended)
    select edge from (
      select beginning as edge from whole union select ending from whole
      ${unit === null ? sql`` : sql`union (${between})`}) edges, whole
    where edge >= beginning and edge <= ending order by edge`.execute(db);
  return rows.map(({ edge }) => edge);
}

function instantOf(text: string, timezone: string): RawBuilder<unknown> {
  if (text.includes(':')) return sql`${text}::timestamptz`;
  return sql`(${text}::date::timestamp at time zone ${timezone}::text)`;
}
