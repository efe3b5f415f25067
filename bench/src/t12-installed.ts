import { openInstalledBed } from './installed-bed.ts';
import { measureLoad } from './measure-load.ts';
import { median, NotMeasured, resultOf, rounded } from './result.ts';
import { interleave } from './rounds.ts';
import type { Row } from './rows.ts';
import { startVerifying } from './verify.ts';

const connections = 64;
const kind = 'mix';

export const installed: Row = {
  id: 'T12',
  title: 'mix on the embedded default / on an installed PostgreSQL',
  ...{ target: 0.75, aim: 0.85, better: 'higher', unit: 'ratio' },
  async measure(lab) {
    if (lab.options.databaseUrl !== undefined)
      throw new NotMeasured('It compares the embedded PostgreSQL: leave DATABASE_URL out.');
    const [embedded, other] = [await lab.bed(), await openInstalledBed(lab)];
    const beds = { embedded, installed: other.bed };
    for (const bed of Object.values(beds)) await bed.load({ connections, kind, seconds: 2 });
    const verify = [await startVerifying(beds.embedded), await startVerifying(beds.installed)] as const;
    const results = await interleave(lab, {
      embedded: () => measureLoad(lab, beds.embedded, { id: `${installed.id}-embedded`, kind, connections }),
      installed: async () => {
        await beds.installed.database.query('checkpoint');
        return measureLoad(lab, beds.installed, { id: `${installed.id}-installed`, kind, connections });
      },
    });
    await verify[0](results.embedded.map(({ load }) => load));
    await verify[1](results.installed.map(({ load }) => load));
    const rounds = results.embedded.map(
      ({ perSecond }, round) => perSecond / (results.installed[round]?.perSecond ?? Number.NaN),
    );
    return resultOf(installed, rounds, {
      baseline: `PostgreSQL ${other.version} of the machine with the settings of the embedded one, on a socket`,
      detail: {
        ...{ sites: lab.options.sites, connections },
        reports_per_s: results.embedded.map(({ perSecond }) => Math.round(perSecond)),
        baseline_per_s: results.installed.map(({ perSecond }) => Math.round(perSecond)),
        postgres_cpu_ms: rounded(median(results.embedded.map(({ cpu }) => cpu.postgres))),
        baseline_postgres_cpu_ms: rounded(median(results.installed.map(({ cpu }) => cpu.postgres))),
      },
    });
  },
};
