import type { TextId } from '../text/text.tsx';

interface Answer {
  readonly points: number;
  readonly name: TextId;
  readonly meaning: TextId;
}

interface Metric {
  readonly code: string;
  readonly name: TextId;
  readonly most: number;
  readonly answers: Readonly<Record<string, Answer>>;
}

const answer = (points: number, name: TextId, meaning: TextId): Answer => ({ points, name, meaning });

/** The questions of the Security Team in their order, with the points of each answer; their sum is the score, at most 25. */
export const metrics: readonly Metric[] = [
  {
    code: 'AC',
    name: 'vector.attack',
    most: 4,
    answers: {
      none: answer(4, 'vector.attack.none', 'vector.attack.none.is'),
      basic: answer(2, 'vector.attack.basic', 'vector.attack.basic.is'),
      complex: answer(1, 'vector.attack.complex', 'vector.attack.complex.is'),
    },
  },
  {
    code: 'A',
    name: 'vector.signIn',
    most: 4,
    answers: {
      none: answer(4, 'vector.signIn.none', 'vector.signIn.none.is'),
      user: answer(2, 'vector.signIn.user', 'vector.signIn.user.is'),
      admin: answer(1, 'vector.signIn.admin', 'vector.signIn.admin.is'),
    },
  },
  {
    code: 'CI',
    name: 'vector.read',
    most: 5,
    answers: {
      all: answer(5, 'vector.all', 'vector.read.all.is'),
      some: answer(3, 'vector.some', 'vector.read.some.is'),
      none: answer(0, 'vector.none', 'vector.read.none.is'),
    },
  },
  {
    code: 'II',
    name: 'vector.change',
    most: 5,
    answers: {
      all: answer(5, 'vector.all', 'vector.change.all.is'),
      some: answer(3, 'vector.some', 'vector.change.some.is'),
      none: answer(0, 'vector.none', 'vector.change.none.is'),
    },
  },
  {
    code: 'E',
    name: 'vector.exploit',
    most: 4,
    answers: {
      exploit: answer(4, 'vector.exploit.exploit', 'vector.exploit.exploit.is'),
      proof: answer(2, 'vector.exploit.proof', 'vector.exploit.proof.is'),
      theoretical: answer(1, 'vector.exploit.theoretical', 'vector.exploit.theoretical.is'),
    },
  },
  {
    code: 'TD',
    name: 'vector.reach',
    most: 3,
    answers: {
      all: answer(3, 'vector.reach.all', 'vector.reach.all.is'),
      default: answer(2, 'vector.reach.default', 'vector.reach.default.is'),
      uncommon: answer(1, 'vector.reach.uncommon', 'vector.reach.uncommon.is'),
    },
  },
];

export interface DecodedMetric extends Metric {
  readonly answer: Answer;
}

/** `AC:Basic/A:None/…` question by question; null where it has another form, so that nobody reads a guess. */
export function decodeVector(vector: string): readonly DecodedMetric[] | null {
  const parts = vector.trim().toLowerCase().split('/');
  const decoded = metrics.flatMap((metric) => {
    const start = `${metric.code.toLowerCase()}:`;
    const given = parts.find((part) => part.startsWith(start))?.slice(start.length);
    const found = given === undefined ? undefined : metric.answers[given];
    return found === undefined ? [] : [{ ...metric, answer: found }];
  });
  return decoded.length === metrics.length && parts.length === metrics.length ? decoded : null;
}
