import { equal } from 'node:assert/strict';
import { compareLatency } from './compare-latency.ts';
import { openNaiveQueries, timed } from './naive-queries.ts';
import type { Row } from './rows.ts';

const path = '/api/v1/overview';

export const overview: Row = {
  id: 'T10',
  title: 'overview of all organizations over HTTP / GROUP BY over all rows',
  ...{ target: 1 / 20, aim: 1 / 40, better: 'lower', unit: 'ratio' },
  async measure(lab) {
    const reader = await lab.reader();
    const naive = await openNaiveQueries(lab, await lab.bed());
    const { data } = JSON.parse((await reader.get(path)).body) as { data: { modules: { security: number } } };
    equal(data.modules.security, await naive.countSecurity(), 'Both must show the same.');
    return compareLatency(lab, overview, {
      baseline: 'SQL without HTTP: site_modules by organization and status, no joins, no freshness, no fix queue',
      ours: async () => (await reader.get(path)).ms,
      limit: () => timed(naive.countSecurity),
    });
  },
};
