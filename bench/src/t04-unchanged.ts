import { compareLoad } from './compare-load.ts';
import type { Row } from './rows.ts';

export const unchanged: Row = {
  id: 'T4',
  title: 'unchanged over HTTP / fastify that only hashes the raw body',
  ...{ target: 0.65, aim: 0.85, better: 'higher', unit: 'ratio' },
  measure: (lab) =>
    compareLoad(lab, unchanged, {
      kind: 'unchanged',
      baseline: 'fastify: SHA-256 of the raw body, no parsing',
      async limit(bed, connections) {
        const port = await lab.baseline('hash');
        return (await bed.load({ port, connections, kind: 'unchanged', seconds: lab.options.seconds })).perSecond;
      },
    }),
};
