/** One row of bench/results.json. */
export interface Result {
  readonly id: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly target: number;
  readonly ok: boolean;
  readonly baseline: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A row that cannot be measured here: the message says what it lacks. */
export class NotMeasured extends Error {}

/** What is promised: reached when the value is at least, or at most, the target. */
export interface Promised {
  readonly id: string;
  readonly title: string;
  readonly target: number;
  readonly aim: number;
  readonly better: 'higher' | 'lower';
  readonly unit: string;
}

/** The result of a row from the same figure of each round. */
export function resultOf(
  { id, target, better, unit }: Promised,
  rounds: readonly number[],
  rest: Pick<Result, 'baseline' | 'detail'>,
): Result {
  const value = median(rounds);
  const ok = better === 'higher' ? value >= target : value <= target;
  return { id, value: rounded(value), ...spread(rounds), unit, target, ok, ...rest };
}

export function spread(rounds: readonly number[]): { min: number; max: number } {
  return { min: rounded(Math.min(...rounds)), max: rounded(Math.max(...rounds)) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function tableOf(promised: readonly Promised[], results: readonly Result[]): string {
  const lines = results.map((result) => {
    const row = promised.find(({ id }) => id === result.id);
    return [
      result.id,
      row?.title ?? '',
      ...[
        result.value,
        `${result.min} to ${result.max}`,
        rounded(result.target),
        row === undefined ? '' : rounded(row.aim),
      ].map(String),
      result.unit,
      result.ok ? 'reached' : 'MISSED',
    ];
  });
  const all = [['', 'What', 'Value', 'Range', 'Must', 'Aim', 'Unit', ''], ...lines];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
