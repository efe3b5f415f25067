import { compareLoad } from './compare-load.ts';
import { rawUpsert } from './raw-limit.ts';
import type { Row } from './rows.ts';

export const allChanged: Row = {
  id: 'T2',
  title: 'all changed over HTTP / raw batched full upsert',
  ...{ target: 0.4, aim: 0.6, better: 'higher', unit: 'ratio' },
  measure: (lab) => compareLoad(lab, allChanged, { kind: 'all', ...rawUpsert(lab) }),
};
