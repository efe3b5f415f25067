import { deepEqual } from 'node:assert/strict';
import { compareLatency } from './compare-latency.ts';
import { openNaiveQueries, timed } from './naive-queries.ts';
import type { Row } from './rows.ts';
import { firstPage, largest, readUpdates, rowsOfPage } from './updates-page.ts';

export const moduleUpdates: Row = {
  id: 'T8',
  title: 'a page of module-updates with its total over HTTP / naive join and count(*)',
  ...{ target: 1 / 150, aim: 1 / 300, better: 'lower', unit: 'ratio' },
  async measure(lab) {
    const reader = await lab.reader();
    const naive = await openNaiveQueries(lab, await lab.bed());
    const { data, meta } = await readUpdates(reader, firstPage);
    const page = { sites: data.rows.map(({ site }) => site.id), total: meta.total };
    deepEqual(page, await naive.pageOfUpdates(largest.key, rowsOfPage), 'Both must show the same.');
    return compareLatency(lab, moduleUpdates, {
      baseline: 'SQL without HTTP: all tables joined, ordered and cut, and the same join counted',
      ours: async () => (await reader.get(firstPage)).ms,
      limit: () => timed(() => naive.pageOfUpdates(largest.key, rowsOfPage)),
      detail: { total: meta.total },
    });
  },
};
