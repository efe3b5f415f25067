import type { Bed } from './bed.ts';
import { memoryOf } from './memory.ts';
import { median, resultOf, rounded } from './result.ts';
import type { Row } from './rows.ts';
import { startVerifying } from './verify.ts';

const connections = 64;
const sampleMs = 1_000;
const growthLimit = 5;

export const memory: Row = {
  id: 'T16',
  title: 'memory of the server without PostgreSQL, under the mix (growth over the last half 5 %, aim 1 %)',
  ...{ target: 300, aim: 200, better: 'lower', unit: 'MB' },
  isLong: true,
  async measure(lab) {
    const bed = await lab.bed();
    await bed.load({ connections, kind: 'mix', seconds: 2 });
    const verify = await startVerifying(bed);
    const seconds = lab.options.minutes * 60;
    const before = (await memoryOf(bed.server.pid, bed.postmaster)) / 1e6;
    const samples = sampling(bed);
    const load = await bed.load({ connections, kind: 'mix', seconds });
    const all = samples.end();
    const held = await bed.server.memory();
    await verify([load]);
    const half = all.slice(Math.floor(all.length / 2));
    const growth = growthOf(half);
    const result = resultOf(memory, half, {
      baseline: 'none: resident memory of the listening process and its children, each second of the last half',
      detail: {
        ...{ sites: bed.sites, connections, seconds, growth_percent: rounded(growth) },
        ...{ before_mb: rounded(before), highest_mb: rounded(Math.max(...all)) },
        ...{ held_heap_mb: rounded(held.heapUsed / 1e6), held_buffers_mb: rounded(held.external / 1e6) },
        ...{ after_collection_mb: rounded(held.rss / 1e6), reports_per_s: Math.round(load.perSecond) },
        by_tenth_mb: Array.from({ length: 10 }, (_, tenth) =>
          rounded(median(all.slice(Math.floor((all.length * tenth) / 10), Math.ceil((all.length * (tenth + 1)) / 10)))),
        ),
      },
    });
    return { ...result, ok: result.ok && growth <= growthLimit };
  },
};

/** Megabytes, once a second until it is ended. */
function sampling({ server, postmaster }: Bed): { end(): number[] } {
  const samples: number[] = [];
  const timer = setInterval(
    () => void memoryOf(server.pid, postmaster).then((bytes) => samples.push(bytes / 1e6)),
    sampleMs,
  );
  return {
    end() {
      clearInterval(timer);
      return samples;
    },
  };
}

/** Percent that the straight line through the samples rises from its beginning to its end. */
function growthOf(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2;
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const [over, under] = samples.reduce(
    ([over, under], value, index) => [over + (index - middle) * (value - mean), under + (index - middle) ** 2],
    [0, 0],
  );
  const rise = (over / under) * (samples.length - 1);
  return (rise / (mean - rise / 2)) * 100;
}
