import { compareLoad } from './compare-load.ts';
import type { Row } from './rows.ts';

export const fiveChanged: Row = {
  id: 'T3',
  title: '5 changed over HTTP / fastify and ajv, parse and validate only',
  ...{ target: 0.5, aim: 0.7, better: 'higher', unit: 'ratio' },
  measure: (lab) =>
    compareLoad(lab, fiveChanged, {
      kind: 'five',
      baseline: 'fastify with ajv: parses and validates the same body',
      async limit(bed, connections) {
        const port = await lab.baseline('validate');
        return (await bed.load({ port, connections, kind: 'unchanged', seconds: lab.options.seconds })).perSecond;
      },
    }),
};
