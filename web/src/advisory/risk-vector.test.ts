import { describe, expect, it } from 'vitest';
import { decodeVector, metrics } from './risk-vector.ts';

describe('a vector', () => {
  it('has points that add up to its published score', () => {
    const decoded = decodeVector('AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:Default') ?? [];
    expect(decoded.map(({ code, answer }) => [code, answer.points])).toEqual([
      ['AC', 2],
      ['A', 4],
      ['CI', 3],
      ['II', 3],
      ['E', 1],
      ['TD', 2],
    ]);
  });

  it('reaches 25 and no more', () => {
    expect(metrics.reduce((sum, { most }) => sum + most, 0)).toBe(25);
    for (const { most, answers } of metrics)
      expect(Math.max(...Object.values(answers).map(({ points }) => points))).toBe(most);
  });

  it.each([
    '',
    'AC:Basic',
    'AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:Often',
    'AC:Basic/A:None/CI:Some/II:Some/E:Proof/TD:All/X:1',
  ])('is not guessed: %j', (text) => expect(decodeVector(text)).toBeNull());
});
