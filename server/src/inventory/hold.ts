import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Db } from '../db/database.ts';

/** Of so many reports in a row… */
const inARow = 100;
/** …so many may be given up. Each site counts once: what one sends holds nobody else. */
const sitesMax = 5;
const rememberedMs = 5 * 60_000;
const probeEveryMs = 10_000;
const lookEveryMs = 1_000;

/**
 * Whether the inbox is held. Reports are given up for reasons that are ours, and where they are many, those that wait would
 * fare no better. Every process finds the same, until they are replayed or dropped, or five minutes have passed.
 */
export async function isHeld(db: Db, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - rememberedMs);
  const { rows } = await sql<{ sites: number }>`
    with dead as (select id, site_id from report_inbox where dead_at > ${since})
    select count(distinct site_id) as sites from dead where id > (select max(id) - ${inARow} from dead)`.execute(db);
  return (rows[0]?.sites ?? 0) > sitesMax;
}

/** How many reports a process may claim now: `claimMax`, or while the inbox is held none but a single one now and then. */
export function createHold(ctx: Ctx, claimMax: number): () => Promise<number> {
  let isOn = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let probedAt = Number.NEGATIVE_INFINITY;
  const look = async () => {
    if (performance.now() - lookedAt < lookEveryMs) return;
    lookedAt = performance.now();
    const wasOn = isOn;
    isOn = await isHeld(ctx.db, ctx.now());
    if (isOn && !wasOn)
      ctx.log.error(
        { in_a_row: inARow, more_than: sitesMax },
        'inbox held: too many reports were given up. The others wait; find the cause, then replay them',
      );
    if (!isOn && wasOn) ctx.log.info({}, 'inbox no longer held');
  };
  return async () => {
    await look();
    if (!isOn) return claimMax;
    const now = ctx.now().getTime();
    if (now - probedAt < probeEveryMs) return 0;
    probedAt = now;
    return 1;
  };
}
