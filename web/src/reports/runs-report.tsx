import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Bars } from '../ui/charts/bars.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { Counter, Counters } from '../ui/counters.tsx';
import { None } from '../ui/facts.tsx';
import { useChangeText } from './change.ts';
import { GroupTable } from './group-table.tsx';
import { PatchRunFrame } from './patch-run-frame.tsx';
import type { ReportProps } from './report-props.ts';

/** Which updates were applied, and when. */
export function RunsReport(props: ReportProps) {
  return (
    <PatchRunFrame tab="runs" {...props}>
      {(report, previous) => (
        <>
          <RunCounters report={report} previous={previous} />
          <RunFigure report={report} />
          <GroupTable kind="runs" report={report} {...props} />
        </>
      )}
    </PatchRunFrame>
  );
}

type Summed = 'runs' | 'updates' | 'security_updates';

const sumOf = (report: PatchRunReport, name: Summed) => report.buckets.reduce((sum, bucket) => sum + bucket[name], 0);

function RunCounters({ report, previous }: { report: PatchRunReport; previous: PatchRunReport | undefined }) {
  const say = useText();
  const change = useChangeText();
  const { number } = useFormat();
  const counter = (name: string, summed: Summed) => (
    <Counter
      name={name}
      value={number(sumOf(report, summed))}
      note={change.count(sumOf(report, summed), previous && sumOf(previous, summed))}
    />
  );
  const runs = sumOf(report, 'runs');
  return (
    <Counters label={say('reports.runs.numbers')}>
      {counter(say('reports.runs.runs'), 'runs')}
      {counter(say('reports.runs.updates'), 'updates')}
      {counter(say('reports.runs.security'), 'security_updates')}
      <Counter
        name={say('reports.runs.perRun')}
        value={runs === 0 ? <None /> : number(Math.round((sumOf(report, 'updates') / runs) * 10) / 10)}
      />
    </Counters>
  );
}

function RunFigure({ report }: { report: PatchRunReport }) {
  const say = useText();
  const { date, number } = useFormat();
  const { buckets } = report;
  // A week of Berlin began on its Monday, which may be a Sunday elsewhere.
  const nameOf = (at: string) => date(at, report.timezone);
  const most = Math.max(0, ...buckets.map(({ runs }) => runs));
  const busiest = buckets.find(({ runs }) => runs === most);
  const summary = say('reports.runs.summary', {
    runs: sumOf(report, 'runs'),
    most: number(most),
    day: busiest === undefined ? '' : nameOf(busiest.start),
  });
  return (
    <FigurePanel
      title={say('reports.runs.chart')}
      note={say(`reports.runs.each.${report.period}`)}
      summary={summary}
      table={{
        heads: [
          say('reports.runs.from'),
          say('reports.runs.runs'),
          say('reports.runs.updates'),
          say('reports.runs.security'),
          say('reports.runs.sites'),
        ],
        rows: buckets
          .toReversed()
          .map((each) => [
            nameOf(each.start),
            number(each.runs),
            number(each.updates),
            number(each.security_updates),
            number(each.sites),
          ]),
      }}
    >
      <Bars tall summary={summary} bars={buckets.map(({ start, runs }) => ({ label: nameOf(start), value: runs }))} />
    </FigurePanel>
  );
}
