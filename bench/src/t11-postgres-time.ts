import type { LoadResult } from './load.ts';
import { measureLoad } from './measure-load.ts';
import { cpuSeconds } from './processor-time.ts';
import { median, NotMeasured, resultOf, rounded, spread } from './result.ts';
import { interleave } from './rounds.ts';
import type { Row } from './rows.ts';
import { startVerifying } from './verify.ts';

interface Part {
  readonly cpu: { readonly postgres: number };
  readonly load?: LoadResult;
}

/** The fewer at once, the smaller are batches, and the dearer each report. */
const connections = 64;

export const postgresTime: Row = {
  id: 'T11',
  title: "PostgreSQL's processor time a report, 5 changed / naive upsert of it all",
  ...{ target: 1 / 10, aim: 1 / 18, better: 'lower', unit: 'ratio' },
  async measure(lab) {
    const bed = await lab.bed();
    const { postmaster } = bed;
    if (postmaster === undefined) throw new NotMeasured('The processes of DATABASE_URL cannot be seen from here.');
    const naive = await lab.upsert('naive');
    await bed.load({ connections, kind: 'five', seconds: 2 });
    const verify = await startVerifying(bed);
    const results = await interleave<'ours' | 'naive', Part>(lab, {
      ours: () => measureLoad(lab, bed, { id: postgresTime.id, kind: 'five', connections }),
      naive: async () => {
        const before = await cpuSeconds(postmaster, true);
        const { reports } = await naive.ask<{ reports: number }>({ do: 'run', seconds: lab.options.seconds });
        return { cpu: { postgres: ((await cpuSeconds(postmaster, true)) - before) * (1000 / reports) } };
      },
    });
    await verify(results.ours.flatMap(({ load }) => load ?? []));
    const postgresOf = (parts: readonly Part[]) => parts.map(({ cpu }) => cpu.postgres);
    const [ours, theirs] = [postgresOf(results.ours), postgresOf(results.naive)];
    const rounds = ours.map((ms, round) => ms / (theirs[round] ?? Number.NaN));
    return resultOf(postgresTime, rounds, {
      baseline: 'one unnest upsert a report, 2 connections, fillfactor 80, three secondary indexes',
      detail: {
        ...{ sites: bed.sites, connections },
        postgres_cpu_ms: { median: rounded(median(ours)), ...spread(ours) },
        baseline_cpu_ms: { median: rounded(median(theirs)), ...spread(theirs) },
        one_over: { median: rounded(1 / median(rounds)), ...spread(rounds.map((ratio) => 1 / ratio)) },
        reports_per_s: results.ours.map(({ load }) => Math.round(load?.perSecond ?? 0)),
      },
    });
  },
};
