import { deepEqual } from 'node:assert/strict';
import { compareLatency } from './compare-latency.ts';
import { openNaiveQueries, timed } from './naive-queries.ts';
import { openOperations } from './operations.ts';
import { median, rounded } from './result.ts';
import type { Row } from './rows.ts';
import { firstPage, largest, readUpdates, rowsOfPage } from './updates-page.ts';

const requests = 200;

export const moduleUpdates: Row = {
  id: 'T8',
  title: 'a page of module-updates with its total / naive join and count(*)',
  ...{ target: 1 / 150, aim: 1 / 300, better: 'lower', unit: 'ratio' },
  async measure(lab) {
    const bed = await lab.bed();
    const [reader, operations, naive] = [
      await lab.reader(),
      await openOperations(lab, bed),
      await openNaiveQueries(lab, bed),
    ];
    const ours = () => operations.pageOfUpdates(largest.key, rowsOfPage);
    const theirs = () => naive.pageOfUpdates(largest.key, rowsOfPage);
    const expected = await theirs();
    const sitesOf = (rows: readonly { readonly site: { readonly id: string } }[]) => rows.map(({ site }) => site.id);
    const { data, meta } = await readUpdates(reader, firstPage);
    const page = await ours();
    deepEqual({ sites: sitesOf(page.rows), total: page.total }, expected, 'Both must show the same.');
    deepEqual({ sites: sitesOf(data.rows), total: meta.total }, expected, 'So must the server.');
    const overHttp: number[] = [];
    for (let request = 0; request < requests; request += 1) overHttp.push((await reader.get(firstPage)).ms);
    return compareLatency(lab, moduleUpdates, {
      baseline: 'SQL: all tables joined, ordered and cut, and the same join counted',
      ours: () => timed(ours),
      limit: () => timed(theirs),
      detail: { total: meta.total, http_ms: rounded(median(overHttp)) },
    });
  },
};
