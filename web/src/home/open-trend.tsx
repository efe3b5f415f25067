import type { TrendPoint } from '@patchlight/contract/overview-parts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { AreaChart } from '../ui/charts/area-chart.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { None } from '../ui/facts.tsx';

const levels = [
  ['critical', 'critical'],
  ['moderate', 'middle'],
  ['low', 'low'],
  ['unknown', 'quiet'],
] as const;

/** Open security holes over time, by risk. */
export function OpenTrend({ trend, days }: { trend: readonly TrendPoint[]; days: number }) {
  const say = useText();
  const { day } = useFormat();
  // Where no risk is unknown there is no band for it.
  const shown = levels.filter(([level]) => level !== 'unknown' || trend.some(({ open }) => (open?.unknown ?? 0) > 0));
  const highest = trend.reduce(
    (most, point) => (totalOf(point) > most.total ? { total: totalOf(point), at: point.at } : most),
    { total: -1, at: '' },
  );
  const first = trend.find(({ open }) => open !== null);
  const now = trend.at(-1);
  const summary = say('home.open.summary', {
    now: now === undefined ? 0 : totalOf(now),
    most: Math.max(0, highest.total),
    day: highest.at === '' ? '' : day(highest.at),
  });
  const isYoung = first !== undefined && first !== trend[0];
  return (
    <FigurePanel
      title={say('home.open', { days })}
      summary={isYoung ? `${summary} ${say('home.open.young', { day: day(first.at) })}` : summary}
      table={{
        heads: [say('home.open.day'), ...shown.map(([level]) => say(`home.open.${level}`)), say('home.open.total')],
        rows: trend
          .toReversed()
          .map((point) => [
            day(point.at),
            ...shown.map(([level]) => point.open?.[level] ?? <None key={level} />),
            point.open === null ? <None key="total" /> : totalOf(point),
          ]),
      }}
    >
      <AreaChart
        series={shown.map(([level, tone]) => ({
          name: say(`home.open.${level}`),
          tone,
          values: trend.map(({ open }) => open?.[level] ?? null),
        }))}
        labels={trend.map(({ at }) => day(at))}
        summary={summary}
      />
    </FigurePanel>
  );
}

const totalOf = ({ open }: TrendPoint) => (open === null ? 0 : open.critical + open.moderate + open.low + open.unknown);
