import type { Job } from '@patchlight/contract/jobs';
import { useApi, useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Ago, None } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';

/** What runs by itself: when next, what became of the last run, and run now. */
export function Jobs() {
  const say = useText();
  const { dateTime, number, time } = useFormat();
  const found = useApi('GET /api/v1/jobs', { query: { per_page: 100, sort: 'name' } }, { refetchInterval: 10_000 });
  const run = useChange('POST /api/v1/jobs/{name}/run', ['/api/v1/jobs']);
  const columns: readonly Column<Job>[] = [
    {
      id: 'name',
      head: say('console.job'),
      card: 'first',
      cell: ({ name, cron }) => <TwoLines name={name} under={cron} />,
    },
    {
      id: 'next',
      head: say('console.next'),
      width: 180,
      below: 992,
      label: say('console.next'),
      cell: ({ next_run_at }) => dateTime(next_run_at),
    },
    {
      id: 'last',
      head: say('console.last'),
      width: 112,
      label: say('console.last'),
      cell: ({ runs }) => <Ago at={runs[0]?.started_at ?? null} />,
    },
    {
      id: 'took',
      head: say('console.took'),
      width: 96,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ runs }) => (runs[0] === undefined ? <None /> : `${number(runs[0].duration_ms)} ms`),
    },
    {
      id: 'state',
      head: say('console.state'),
      width: 300,
      card: 'status',
      cell: ({ running, retry, runs }) =>
        running !== null ? (
          <TwoLines
            name={say('console.running')}
            under={say('console.runningSince', { at: time(running.since), worker: running.worker })}
          />
        ) : retry !== null ? (
          <TwoLines name={say('console.retry', { attempts: retry.attempts })} under={retry.failure} />
        ) : runs[0]?.outcome === 'failed' ? (
          <TwoLines name={say('console.failed')} under={runs[0].failure ?? ''} />
        ) : (
          <span className="muted">{runs.length === 0 ? say('console.neverRan') : say('console.ok')}</span>
        ),
    },
    {
      id: 'run',
      head: say('console.actions'),
      width: 116,
      end: true,
      cell: ({ name }) => (
        <Button
          small
          onClick={() => run.mutate({ params: { name } }, { onSuccess: () => toast(say('console.willRun', { name })) })}
        >
          {say('console.runNow')}
        </Button>
      ),
    },
  ];
  const error = found.error ?? run.error;
  if (error) return <ErrorPanel what={say('console.jobs.failed')} error={error} onRetry={() => void found.refetch()} />;
  return (
    <Panel flush title={say('console.tab.jobs')} note={say('console.utc')}>
      <DataTable
        caption={say('console.tab.jobs')}
        columns={columns}
        rows={found.data?.data ?? new Array(6).fill(undefined)}
        rowKey={({ name }) => name}
        rowHeight="two-lines"
      />
    </Panel>
  );
}
