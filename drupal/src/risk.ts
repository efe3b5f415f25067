export type RiskLevel = 'not_critical' | 'less_critical' | 'moderately_critical' | 'critical' | 'highly_critical';

/** How bad the Drupal Security Team calls a hole: 0 to 25 points and the level they make. */
export interface Risk {
  readonly score: number;
  readonly level: RiskLevel;
}

/** Points of each answer: access complexity, authentication, confidentiality and integrity impact, exploit, targets. */
const POINTS: ReadonlyMap<string, number> = new Map([
  ['ac:none', 4],
  ['ac:basic', 2],
  ['ac:complex', 1],
  ['a:none', 4],
  ['a:user', 2],
  ['a:admin', 1],
  ['ci:all', 5],
  ['ci:some', 3],
  ['ci:none', 0],
  ['ii:all', 5],
  ['ii:some', 3],
  ['ii:none', 0],
  ['e:exploit', 4],
  ['e:proof', 2],
  ['e:theoretical', 1],
  ['td:all', 3],
  ['td:default', 2],
  ['td:uncommon', 1],
]);
const METRICS = 6;

const LEVELS: readonly (readonly [number, RiskLevel])[] = [
  [20, 'highly_critical'],
  [15, 'critical'],
  [10, 'moderately_critical'],
  [5, 'less_critical'],
  [0, 'not_critical'],
];

/**
 * The risk that a vector such as `AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:All` stands for.
 * @returns null unless each of the six metrics is given once with a known value; order and case do not matter.
 */
export function riskOf(vector: string): Risk | null {
  const answers = new Map<string, number>();
  for (const answer of vector
    .replace(/\s/g, '')
    .toLowerCase()
    .split('/', METRICS + 1)) {
    const [metric = ''] = answer.split(':', 1);
    const points = POINTS.get(answer);
    if (points === undefined || answers.has(metric)) return null;
    answers.set(metric, points);
  }
  if (answers.size !== METRICS) return null;
  const score = [...answers.values()].reduce((sum, points) => sum + points, 0);
  return { score, level: levelOf(score) };
}

/** The Security Team's word for a score from 0 to 25. */
export function levelOf(score: number): RiskLevel {
  const [, level = 'not_critical'] = LEVELS.find(([least]) => score >= least) ?? [];
  return level;
}
