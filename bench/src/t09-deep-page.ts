import { compareLatency } from './compare-latency.ts';
import type { Reader } from './reader.ts';
import type { Row } from './rows.ts';
import { firstPage, readUpdates } from './updates-page.ts';

const deep = 400;

export const deepPage: Row = {
  id: 'T9',
  title: `page ${deep} of module-updates by its link / page 1`,
  ...{ target: 1.5, aim: 1.1, better: 'lower', unit: 'ratio' },
  async measure(lab) {
    const reader = await lab.reader();
    const path = await followTo(reader, deep);
    return compareLatency(lab, deepPage, {
      baseline: 'page 1 of the same list over HTTP',
      ours: async () => (await reader.get(path)).ms,
      limit: async () => (await reader.get(firstPage)).ms,
      detail: { page: deep },
    });
  },
};

/** The address of a page, found as a reader would: by the link of each page before it. */
async function followTo(reader: Reader, page: number): Promise<string> {
  let path = firstPage;
  for (;;) {
    const { meta, links } = await readUpdates(reader, path);
    if (meta.page === page) return path;
    if (links.next === null) throw new Error(`The list ends at page ${meta.page}; page ${page} is to be measured.`);
    const next = new URL(links.next);
    path = next.pathname + next.search;
  }
}
