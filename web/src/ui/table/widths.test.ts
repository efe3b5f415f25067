import { expect, it } from 'vitest';
import { boundsOf, fitted, traded } from './widths.ts';

const [site, core, risk] = [{ id: 'site' }, { id: 'core', width: 80 }, { id: 'risk', width: 130 }];

it('gives to one what it takes from the other', () => {
  const [left, right] = [
    { column: core, px: 80 },
    { column: risk, px: 130 },
  ];
  expect(traded(left, right, 100)).toEqual({ core: 100, risk: 110 });
  expect(traded(left, right, 500)).toEqual({ core: 154, risk: 56 });
  expect(traded(left, right, 0)).toEqual({ core: 56, risk: 154 });
  expect(boundsOf(left, right)).toEqual([56, 154]);
});

it('leaves free the column that takes what is left', () => {
  expect(traded({ column: site, px: 400 }, { column: core, px: 80 }, 380)).toEqual({ core: 100 });
  expect(traded({ column: core, px: 80 }, { column: site, px: 400 }, 120)).toEqual({ core: 120 });
  expect(traded({ column: core, px: 80 }, { column: site, px: 400 }, 900)).toEqual({ core: 320 });
});

it('takes back of what was widened as much as there is no room for', () => {
  const columns = [site, core, risk];
  expect(fitted(columns, { core: 280 }, 1000)).toEqual({ core: 280 });
  expect(fitted(columns, { core: 280 }, 470)).toEqual({ core: 180 });
  expect(fitted(columns, { core: 280, risk: 60 }, 300)).toEqual({ core: 150, risk: 60 });
  // What was traded takes no room from the others.
  expect(fitted(columns, { core: 100, risk: 110 }, 300)).toEqual({ core: 100, risk: 110 });
  expect(fitted(columns, {}, 300)).toEqual({});
});
