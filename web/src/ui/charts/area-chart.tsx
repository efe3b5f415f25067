import styles from './area-chart.module.css';
import plot from './plot.module.css';

export interface Series {
  readonly name: string;
  /** Only risk from 15 is red; everything else of a chart is grey. */
  readonly tone: 'critical' | 'middle' | 'low' | 'quiet';
  /** One value a point; null where it is not known. */
  readonly values: readonly (number | null)[];
}

interface AreaChartProps {
  /** The lowest first; they are stacked. */
  readonly series: readonly Series[];
  /** One for each point; the first, the last and some between are shown. */
  readonly labels: readonly string[];
  /** For who does not see it. */
  readonly summary: string;
}

/** Stacked areas from a zero line, with their newest sum in numbers. Drawn in a box of 100 by 100 that takes any size. */
export function AreaChart({ series, labels, summary }: AreaChartProps) {
  const points = labels.length;
  const sums = stacked(series, points);
  const top = niceTop(Math.max(1, ...(sums.at(-1) ?? []).map((value) => value ?? 0)));
  const x = (index: number) => (points < 2 ? 0 : (index / (points - 1)) * 100);
  const y = (value: number) => 100 - (value / top) * 100;
  const last = sums.at(-1)?.at(-1) ?? null;
  const steps = [0, top / 2, top].filter((step) => Number.isInteger(step));
  return (
    <>
      <div className={plot.plot} role="img" aria-label={summary}>
        <div className={plot.y}>
          {steps.map((step) => (
            <span key={step} style={{ bottom: `${100 - y(step)}%` }}>
              {step}
            </span>
          ))}
        </div>
        <div className={plot.area}>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden focusable={false}>
            {steps.map((step) => (
              <path key={step} className={plot.grid} d={`M0 ${y(step)}H100`} />
            ))}
            {series.map(({ name, tone }, index) => (
              <path key={name} className={styles[tone]} d={areaOf(sums[index] ?? [], sums[index - 1], x, y)} />
            ))}
            <path className={styles.edge} d={lineOf(sums.at(-1) ?? [], x, y)} />
          </svg>
          {last !== null && (
            <span className={plot.last} style={{ top: `${y(last)}%` }}>
              {last}
            </span>
          )}
        </div>
        <div className={plot.x}>
          {ticksOf(points).map((index) => (
            <span key={index} style={{ left: `${x(index)}%` }}>
              {labels[index]}
            </span>
          ))}
        </div>
      </div>
      <ul className={styles.legend}>
        {[...series].map(({ name, tone, values }) => (
          <li key={name}>
            <i className={styles[tone]} />
            {name} <b>{values.at(-1) ?? '–'}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

type Line = readonly (number | null)[];

function stacked(series: readonly Series[], points: number): readonly Line[] {
  const sums: Line[] = [];
  for (const { values } of series) {
    const below = sums.at(-1);
    sums.push(
      Array.from({ length: points }, (_, index) =>
        addKnown(values[index] ?? null, below === undefined ? 0 : (below[index] ?? null)),
      ),
    );
  }
  return sums;
}

const addKnown = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);

type Scale = (value: number) => number;

function lineOf(line: Line, x: Scale, y: Scale): string {
  let isDrawing = false;
  return line
    .map((value, index) => {
      if (value === null) {
        isDrawing = false;
        return '';
      }
      const step = `${isDrawing ? 'L' : 'M'}${x(index)} ${y(value)}`;
      isDrawing = true;
      return step;
    })
    .join('');
}

// Where a value is not known there is no area, rather than one at zero.
function areaOf(upper: Line, lower: Line | undefined, x: Scale, y: Scale): string {
  const from = upper.findIndex((value) => value !== null);
  if (from < 0) return '';
  const known = upper.slice(from);
  const there = known.map((value, index) => `${x(from + index)} ${y(value ?? 0)}`);
  const back = known.map((_, index) => `${x(from + index)} ${y(lower?.[from + index] ?? 0)}`).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

function niceTop(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((step) => step >= highest) ?? highest;
}

function ticksOf(points: number): readonly number[] {
  if (points <= 1) return [0];
  const count = Math.min(4, points);
  return [...new Set(Array.from({ length: count }, (_, index) => Math.round((index * (points - 1)) / (count - 1))))];
}
