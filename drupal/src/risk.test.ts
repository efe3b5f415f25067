import { expect, test } from 'vitest';
import { riskOf } from './risk.ts';

test.each([
  ['AC:None/A:None/CI:All/II:All/E:Exploit/TD:All', 25, 'highly_critical'],
  ['AC:None/A:None/CI:All/II:All/E:Theoretical/TD:Uncommon', 20, 'highly_critical'],
  ['AC:None/A:None/CI:Some/II:All/E:Theoretical/TD:Default', 19, 'critical'],
  ['AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:Default', 15, 'critical'],
  ['AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:Uncommon', 14, 'moderately_critical'],
  ['AC:Complex/A:User/CI:Some/II:None/E:Proof/TD:Default', 10, 'moderately_critical'],
  ['AC:Complex/A:User/CI:Some/II:None/E:Theoretical/TD:Default', 9, 'less_critical'],
  ['AC:Basic/A:Admin/CI:None/II:None/E:Theoretical/TD:Uncommon', 5, 'less_critical'],
  ['AC:Complex/A:Admin/CI:None/II:None/E:Theoretical/TD:Uncommon', 4, 'not_critical'],
  [' td:all/e:exploit/ii:all/ci:all/a:none/ac:none ', 25, 'highly_critical'],
])('%s scores %i: %s', (vector, score, level) => {
  expect(riskOf(vector)).toEqual({ score, level });
});

test.each([
  ...[
    '',
    'Critical',
    'AC:None',
    'AC:None/A:None/CI:All/II:All/E:Exploit',
    'AC:Hard/A:None/CI:All/II:All/E:Exploit/TD:All',
  ],
  ...['AC:None/AC:None/CI:All/II:All/E:Exploit/TD:All', 'AC:None/A:None/CI:All/II:All/E:Exploit/TD:All/X:All'],
])('%j is no vector', (vector) => {
  expect(riskOf(vector)).toBeNull();
});
