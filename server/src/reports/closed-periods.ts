import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Asked } from './members.ts';
import type { Period } from './periods.ts';

const daysUntilClosed = 7;

/** Each question of its own is kept for ever: what nobody asks for by hand ends somewhere. */
export const periodsKept = 5000;

/** A period that ended so long ago that its figures, once computed, are kept. */
function isOver({ to }: Period, now: Date): boolean {
  return now.getTime() >= new Date(to).getTime() + daysUntilClosed * 86_400_000;
}

export interface Settled<T> {
  readonly figures: T;
  /** When the kept figures of a closed period were computed; null for those that are not kept. */
  readonly computedAt: string | null;
}

/**
 * Figures of each organization for a period. Those of a closed one are as they were first computed, or computed now and
 * kept from then on, unless the organization keeps as many as it may. `question` is everything that they depend on beside
 * the organization.
 */
export async function settledFigures<T>(
  ctx: Ctx,
  { organizationIds, period }: Pick<Asked, 'organizationIds' | 'period'>,
  question: unknown,
  compute: (organizationIds: readonly number[]) => Promise<Map<number, T>>,
): Promise<Map<number, Settled<T>>> {
  const computedNow = async (ids: readonly number[]) =>
    [...(await compute(ids))].map(([id, figures]): [number, Settled<T>] => [id, { figures, computedAt: null }]);
  if (!isOver(period, ctx.now())) return new Map(await computedNow(organizationIds));
  const hash = createHash('sha256').update(JSON.stringify(question)).digest();
  const before = await readKept<T>(ctx, organizationIds, hash);
  const missing = organizationIds.filter((id) => !before.has(id));
  if (missing.length === 0) return before;
  // A report that comes in the meantime is late rather than forgotten.
  const computedAt = ctx.now();
  const computed = await computedNow(missing);
  // Whoever computed it at the same time and was first, was first.
  await sql`insert into closed_periods (organization_id, question, figures, computed_at)
    select f.organization_id, ${hash}, f.figures, ${computedAt}
    from unnest(${computed.map(([id]) => id)}::bigint[], ${computed.map(([, { figures }]) => JSON.stringify(figures))}::jsonb[])
      as f(organization_id, figures)
    where (select count(*) from closed_periods c where c.organization_id = f.organization_id) < ${periodsKept}
    on conflict do nothing`.execute(ctx.db);
  return new Map([...computed, ...(await readKept<T>(ctx, organizationIds, hash))]);
}

async function readKept<T>(
  ctx: Ctx,
  organizationIds: readonly number[],
  hash: Buffer,
): Promise<Map<number, Settled<T>>> {
  const { rows } = await sql<{ organization_id: number; figures: T; computed_at: string }>`
    select organization_id, figures, computed_at from closed_periods
    where organization_id = any(${organizationIds}::bigint[]) and question = ${hash}`.execute(ctx.db);
  return new Map(
    rows.map(({ organization_id, figures, computed_at }) => [organization_id, { figures, computedAt: computed_at }]),
  );
}

/** Reports of sites `s` for the period that came after its figures were computed. */
export async function countLateReports(
  ctx: Ctx,
  { period: { from, to }, sites }: Asked,
  settled: ReadonlyMap<number, Settled<unknown>>,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from unnest(${[...settled.keys()]}::bigint[], ${[...settled.values()].map(({ computedAt }) => computedAt)}::timestamptz[])
      as k(organization_id, computed_at)
    join site_reports r on r.organization_id = k.organization_id and r.received_at > k.computed_at
      and r.received_at - r.effective_at > interval '7 days' and r.effective_at >= ${from} and r.effective_at < ${to}
      and r.status in ('applied', 'unchanged', 'stale')
    join sites s on s.organization_id = r.organization_id and s.id = r.site_id and ${sites}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}
