import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { Counter, Counters } from '../ui/counters.tsx';
import { None } from '../ui/facts.tsx';
import { BreachTable } from './breach-table.tsx';
import { useChangeText } from './change.ts';
import { GroupTable } from './group-table.tsx';
import { LagBars } from './lag-bars.tsx';
import { barNames, shareInTime } from './lag-figures.ts';
import { PatchRunFrame } from './patch-run-frame.tsx';
import type { ReportProps } from './report-props.ts';

/** How long security and other updates took, and where too long. */
export function LagReport(props: ReportProps) {
  return (
    <PatchRunFrame tab="lag" {...props}>
      {(report, previous) => (
        <>
          <LagCounters report={report} previous={previous} />
          <LagFigure report={report} />
          <BreachTable report={report} />
          <GroupTable kind="lag" report={report} {...props} />
        </>
      )}
    </PatchRunFrame>
  );
}

function LagCounters({ report, previous }: { report: PatchRunReport; previous: PatchRunReport | undefined }) {
  const say = useText();
  const change = useChangeText();
  const { hours, number, percent } = useFormat();
  const { lag, open_exposures, breaches } = report;
  const before = previous?.lag.security;
  const time = (value: number | null) => (value === null ? <None /> : hours(value));
  const share = shareInTime(report);
  const late = breaches.filter(({ open }) => open).length;
  return (
    <Counters label={say('reports.lag.numbers')}>
      <Counter
        name={say('reports.lag.half')}
        value={time(lag.security.p50_hours)}
        note={change.lag(lag.security.p50_hours, before?.p50_hours)}
      />
      <Counter
        name={say('reports.lag.most')}
        value={time(lag.security.p90_hours)}
        note={change.lag(lag.security.p90_hours, before?.p90_hours)}
      />
      <Counter
        name={say('reports.lag.longest')}
        value={time(lag.security.max_hours)}
        note={change.lag(lag.security.max_hours, before?.max_hours)}
      />
      <Counter
        name={say('reports.lag.inTime')}
        value={share === null ? <None /> : percent(share)}
        note={change.share(previous && shareInTime(previous))}
      />
      <Counter
        name={say('reports.lag.open')}
        value={number(open_exposures.count)}
        note={say('reports.lag.openLate', { count: late })}
      />
    </Counters>
  );
}

function LagFigure({ report }: { report: PatchRunReport }) {
  const say = useText();
  const { lag } = report;
  const targets = useTargets();
  const share = shareInTime(report);
  const inTime = share === null ? null : Math.round(share * lag.security.count);
  return (
    <FigurePanel
      title={say('reports.lag.chart')}
      note={say('reports.lag.note', { security: lag.security.count, other: lag.other.count })}
      summary={
        inTime === null
          ? say('reports.lag.summary.short')
          : say('reports.lag.summary', { inTime, total: lag.security.count })
      }
      table={{
        heads: [say('reports.lag.days'), say('reports.lag.security'), say('reports.lag.other')],
        rows: barNames.map((bar, index) => [bar, lag.security.by_days[index], lag.other.by_days[index]]),
      }}
    >
      <LagBars
        rows={[
          {
            name: say('reports.lag.security'),
            note:
              inTime === null
                ? say('reports.lag.count', { count: lag.security.count })
                : say('reports.lag.ofInTime', { inTime, total: lag.security.count }),
            figures: lag.security,
            targets,
          },
          {
            name: say('reports.lag.other'),
            note: say('reports.lag.count', { count: lag.other.count }),
            figures: lag.other,
          },
        ]}
      />
    </FigurePanel>
  );
}

/** Those of the organization; several have none in common. */
function useTargets() {
  const say = useText();
  const { hours } = useFormat();
  const { organizationId } = usePlace();
  const { data } = useApi(
    'GET /api/v1/organizations/{org_id}',
    { params: { org_id: organizationId ?? '' } },
    { enabled: organizationId !== undefined },
  );
  const targets = data?.data.update_targets;
  if (targets === undefined) return [];
  return [
    { hours: targets.critical_hours, label: say('reports.lag.critical', { time: hours(targets.critical_hours) }) },
    { hours: targets.other_hours, label: say('reports.lag.below', { time: hours(targets.other_hours) }) },
  ];
}
