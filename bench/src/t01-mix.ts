import { compareLoad } from './compare-load.ts';
import { rawUpsert } from './raw-limit.ts';
import type { Row } from './rows.ts';

export const mix: Row = {
  id: 'T1',
  title: 'mix over HTTP / raw batched full upsert',
  ...{ target: 2, aim: 3, better: 'higher', unit: 'ratio' },
  measure: (lab) => compareLoad(lab, mix, { kind: 'mix', ...rawUpsert(lab) }),
};
