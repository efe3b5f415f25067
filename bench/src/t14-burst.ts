import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import { type MeasuredLoad, measureLoad } from './measure-load.ts';
import { median, resultOf, rounded } from './result.ts';
import { interleave } from './rounds.ts';
import type { Row } from './rows.ts';

/** More at once than are applied before they are answered. */
const connections = 512;
const drainMs = 180_000;

type Round = Pick<MeasuredLoad, 'perSecond'> & Partial<MeasuredLoad> & { readonly drainSeconds?: number };

export const burst: Row = {
  id: 'T14',
  title: 'reports accepted in a burst, all changed / fastify that only hashes the raw body',
  ...{ target: 0.45, aim: 0.6, better: 'higher', unit: 'ratio' },
  async measure(lab) {
    const bed = await lab.bed();
    const port = await lab.baseline('hash');
    const { seconds } = lab.options;
    const send = () => bed.load({ connections, kind: 'all', seconds });
    const results = await interleave(lab, {
      burst: async (): Promise<Round> => {
        const measured = await measureLoad(lab, bed, { id: burst.id, kind: 'all', connections });
        return { ...measured, drainSeconds: await drained(bed) };
      },
      limit: async (): Promise<Round> => bed.load({ port, connections, kind: 'all', seconds }),
    });
    // What the baseline was sent, the server does not know: each site tells it.
    await bed.load({ connections: 64, kind: 'all' });
    await drained(bed);
    const last = await send();
    await bed.restart();
    const drainSeconds = await drained(bed);
    const lost = await bed.countDifferences();
    if (lost > 0) throw new Error(`${lost} sites are not as they last reported: reports were lost.`);
    const accepted = results.burst
      .flatMap(({ load }) => load ?? [])
      .map(({ applied, pending }) => ({ applied, pending }));
    const middle = (pick: (round: Round) => number | undefined) =>
      rounded(median(results.burst.flatMap((round) => pick(round) ?? [])));
    return resultOf(
      burst,
      results.burst.map(({ perSecond }, round) => perSecond / (results.limit[round]?.perSecond ?? Number.NaN)),
      {
        baseline: 'fastify: SHA-256 of the raw body, no parsing, as many connections',
        detail: {
          ...{ sites: lab.options.sites, connections, lost, accepted },
          accepted_per_s: results.burst.map(({ perSecond }) => Math.round(perSecond)),
          baseline_per_s: results.limit.map(({ perSecond }) => Math.round(perSecond)),
          ...{ server_cpu_ms: middle(({ cpu }) => cpu?.server), postgres_cpu_ms: middle(({ cpu }) => cpu?.postgres) },
          drain_s: middle((round) => round.drainSeconds),
          after_kill: { pending: last.pending, drain_s: drainSeconds },
        },
      },
    );
  },
};

/** Waits until everything that was accepted is applied; seconds. */
async function drained({ database }: Bed): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { rows } = await database.query<{ waiting: string; dead: string }>(
      'select count(*) filter (where dead_at is null) as waiting, count(*) filter (where dead_at is not null) as dead from report_inbox',
    );
    if (Number(rows[0]?.dead) > 0) throw new Error('Reports were given up.');
    if (Number(rows[0]?.waiting) === 0) return rounded((performance.now() - began) / 1000);
    if (performance.now() - began > drainMs) throw new Error('The inbox is not drained in time.');
    await sleep(100);
  }
}
