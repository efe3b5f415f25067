import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import type { ReactNode } from 'react';
import { useText } from '../text/text.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Callout, Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { Compared, PeriodBar } from './period-bar.tsx';
import type { ReportProps } from './report-props.ts';
import { ReportTabs } from './report-tabs.tsx';
import styles from './reports.module.css';
import { usePatchRunReport } from './use-patch-run-report.ts';

interface FrameProps extends ReportProps {
  readonly tab: 'lag' | 'runs';
  readonly children: (report: PatchRunReport, previous: PatchRunReport | undefined) => ReactNode;
}

/** What the two views of the patch-run report share: the period, the export, and what stands there while there is no report. */
export function PatchRunFrame({ tab, search, onChange, children }: FrameProps) {
  const say = useText();
  const { query, report, before, error, refetch } = usePatchRunReport(search);
  // Of a time that nobody knows of, nothing is more or less.
  const previous = before === undefined || isEmpty(before) ? undefined : before;
  return (
    <>
      <PageHead
        title={say('reports.title')}
        actions={<ExportButtons address="GET /api/v1/reports/patch-run" input={{ query }} />}
      />
      <ReportTabs current={tab} search={search} />
      <PeriodBar search={search} onChange={onChange} report={report} previous={previous} />
      <p className={`only-print ${styles.printed}`}>{report && <Compared report={report} previous={previous} />}</p>
      {error !== null && <ErrorPanel what={say('reports.failed')} error={error} onRetry={refetch} />}
      {report === undefined && error === null && <Loading />}
      {report !== undefined && (
        <div className="stack">
          {report.late_reports > 0 && <Callout>{say('reports.late', { count: report.late_reports })}</Callout>}
          {isEmpty(report) ? (
            <Empty title={say('reports.none')}>{say('reports.none.why')}</Empty>
          ) : (
            children(report, previous)
          )}
        </div>
      )}
    </>
  );
}

/** Nothing was taken, and nothing is open: there is nothing to measure. */
function isEmpty({ buckets, lag, open_exposures, breach_count }: PatchRunReport): boolean {
  const runs = buckets.reduce((sum, each) => sum + each.runs, 0);
  return runs + lag.security.count + lag.other.count + open_exposures.count + breach_count === 0;
}

function Loading() {
  return (
    <div className={styles.loading} aria-busy>
      <Skeleton width="100%" height={74} />
      <Skeleton width="100%" height={440} />
    </div>
  );
}
