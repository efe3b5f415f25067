import { equal } from 'node:assert/strict';
import { compareLatency } from './compare-latency.ts';
import { modulesPerSite, uuidOf } from './fleet.ts';
import { openReader, type Reader } from './reader.ts';
import { median, rounded } from './result.ts';
import type { Row } from './rows.ts';
import { yearSites } from './year.ts';

/** One of the largest organization. */
const path = `/api/v1/sites/${uuidOf('site', 7)}/modules?per_page=${modulesPerSite}`;
const weeks = 52;
const weekMs = 7 * 86_400_000;
const runs = 40;

export const past: Row = {
  id: 'T18',
  title: 'what a site ran at any time of a year / what it runs now',
  ...{ target: 3, aim: 1.5, better: 'lower', unit: 'ratio' },
  async measure(lab) {
    const { server, database, from } = await lab.year();
    const reader = await openReader({ server, database });
    lab.closeLater(async () => reader.close());
    const modules = await countRows(reader, path);
    const times = Array.from({ length: weeks }, (_, week) => new Date(from.getTime() + (week + 0.5) * weekMs));
    const paths = times.map((time) => `${path}&at=${time.toISOString()}`);
    for (const at of paths) equal(await countRows(reader, at), modules, 'Nothing was installed or removed.');
    const byQuarter: Record<string, number> = {};
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const at = paths.slice(quarter * 13, quarter * 13 + 13);
      byQuarter[`quarter_${quarter + 1}`] = rounded(median(await timesOf(reader, at)));
    }
    let nth = 0;
    return compareLatency(lab, past, {
      baseline: 'the same list of the same site without a time, over HTTP',
      async ours() {
        nth += 1;
        return (await reader.get(paths[nth % weeks] ?? path)).ms;
      },
      limit: async () => (await reader.get(path)).ms,
      on: { database, sites: yearSites },
      detail: { modules, times: weeks, by_quarter_ms: byQuarter },
    });
  },
};

async function timesOf(reader: Reader, paths: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) for (const path of paths) times.push((await reader.get(path)).ms);
  return times;
}

async function countRows(reader: Reader, path: string): Promise<number> {
  const { data } = JSON.parse((await reader.get(path)).body) as { data: readonly unknown[] };
  return data.length;
}
