import type { ReceivedReport, ReportStatus } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconAlertCircle } from '@tabler/icons-react';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { None } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { NeverReported } from './never-reported.tsx';
import styles from './site.module.css';

/** What the site sent, what became of it, and with which key. */
export function ReportingTab({ site }: { site: Site }) {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const columns = useColumns();
  const list = useList('GET /api/v1/sites/{site_id}/reports', { params: { site_id: site.id } }, search);
  return (
    <>
      <KeysPanel site={site} />
      {list.error != null ? (
        <ErrorPanel what={say('site.reportsFailed')} error={list.error} onRetry={list.refetch} />
      ) : list.total === 0 ? (
        <NeverReported site={site} />
      ) : (
        <Panel
          flush
          title={say('site.reports')}
          note={say('site.reports.expected', { hours: site.expected_interval_hours })}
          foot={<ListFoot list={list} search={search} onChange={setSearch} />}
        >
          <DataTable
            caption={say('site.reports.caption')}
            columns={columns}
            rows={list.rows}
            rowKey={({ report_id, received_at }) => `${report_id} ${received_at}`}
            virtual={list.isVirtual}
            onVisible={list.onVisible}
          />
        </Panel>
      )}
    </>
  );
}

// Refused reports need somebody; what waits or came twice does not.
const needsSomebody: readonly ReportStatus[] = ['rejected', 'quarantined'];

function useColumns(): readonly Column<ReceivedReport>[] {
  const say = useText();
  const { dateTime, exact } = useFormat();
  return [
    {
      id: 'received',
      head: say('site.reports.received'),
      width: 176,
      card: 'first',
      cell: ({ received_at }) => (
        <time dateTime={received_at} title={exact(received_at)}>
          {dateTime(received_at)}
        </time>
      ),
    },
    {
      id: 'status',
      head: say('site.reports.outcome'),
      width: 148,
      card: 'status',
      cell: ({ status }) =>
        needsSomebody.includes(status) ? (
          <b className={styles.refused}>
            <Icon of={IconAlertCircle} size={14} />
            {say(`site.report.${status}`)}
          </b>
        ) : (
          say(`site.report.${status}`)
        ),
    },
    {
      id: 'reason',
      head: say('site.reports.reason'),
      card: 'line',
      cell: ({ reason, warnings, baseline, changes }) => {
        const [first] = warnings;
        if (reason !== null) return <span title={reason}>{reason}</span>;
        if (first !== undefined)
          return (
            <span title={warnings.map(({ path, message }) => `${path}: ${message}`).join('\n')}>
              {say('site.reports.warnings', { first: first.message, more: warnings.length - 1 })}
            </span>
          );
        if (baseline) return <span className="muted">{say('site.reports.baseline')}</span>;
        return changes === 0 ? <None /> : say('site.reports.changes', { count: changes });
      },
    },
    {
      id: 'source',
      head: say('site.runs.source'),
      width: 120,
      below: 992,
      card: 'hide',
      cell: ({ source }) => say(`site.source.${source}`),
    },
    {
      id: 'agent',
      head: say('site.reports.agent'),
      width: 200,
      below: 1200,
      card: 'hide',
      cell: ({ agent, trigger }) => {
        const text = [agent, trigger].filter((each) => each !== null).join(' · ');
        return text === '' ? (
          <None />
        ) : (
          <span className="truncate" title={text}>
            {text}
          </span>
        );
      },
    },
  ];
}
