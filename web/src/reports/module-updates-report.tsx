import type { Facet } from '../list/facets.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { TagMenu } from '../list/tag-menu.tsx';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choices.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { ExportButtons } from './export-buttons.tsx';
import type { ReportProps } from './report-props.ts';
import { ReportTabs } from './report-tabs.tsx';
import styles from './reports.module.css';
import { UpdateBars } from './update-bars.tsx';
import { keyOfUpdate, useUpdateColumns } from './update-columns.tsx';
import { UpdateCounters } from './update-counters.tsx';
import {
  type UpdateGrouping,
  updateFilters,
  updateGroupingOf,
  updateGroupings,
  useModuleUpdates,
} from './use-module-updates.ts';

const news = ['all', 'weekly', 'monthly', 'ytd'] as const;
type News = (typeof news)[number];

/** What asks for an update: by project, site or advisory, or each on its own. */
export function ModuleUpdatesReport({ search, onChange }: ReportProps) {
  const say = useText();
  const { list, summary, query } = useModuleUpdates(search);
  const grouping = updateGroupingOf(search);
  const columns = useUpdateColumns(grouping);
  const facets = useFacets();
  const period = news.find((each) => each === search.period) ?? 'all';
  const isNarrowed = updateFilters.some((name) => search[name] !== undefined);
  return (
    <>
      <PageHead
        title={say('reports.title')}
        actions={<ExportButtons address="GET /api/v1/reports/module-updates" input={{ query: query as never }} />}
      />
      <ReportTabs current="updates" search={search} />
      <div className={`${styles.bar} no-print`}>
        <Segmented<News>
          label={say('reports.new')}
          value={period}
          choices={news.map((value) => ({ value, label: say(`reports.new.${value}`) }))}
          onChange={(value) => onChange({ period: value === 'all' ? undefined : value })}
        />
        <TagMenu value={search.tag} onChange={(tag) => onChange({ tag })} />
      </div>
      {list.error != null ? (
        <ErrorPanel what={say('reports.failed')} error={list.error} onRetry={list.refetch} />
      ) : (
        <div className="stack">
          {summary && <UpdateCounters summary={summary} />}
          {grouping !== 'none' && list.page === 1 && (list.total ?? 0) > 0 && (
            <UpdateBars rows={list.rows} grouping={grouping} />
          )}
          <Panel flush foot={<ListFoot list={list} search={search} onChange={onChange} />}>
            <FilterBar
              facets={facets}
              search={search}
              onChange={onChange}
              end={
                <Segmented<UpdateGrouping>
                  label={say('reports.groupBy')}
                  value={grouping}
                  choices={updateGroupings.map((value) => ({ value, label: say(`reports.by.${value}`) }))}
                  onChange={(value) => onChange({ group: value === 'module' ? undefined : value })}
                />
              }
            />
            {list.total === 0 ? (
              <NoUpdates
                isNarrowed={isNarrowed}
                onClear={() => onChange(Object.fromEntries(updateFilters.map((name) => [name, undefined])))}
              />
            ) : (
              <DataTable
                caption={say('reports.updates.caption')}
                columns={columns}
                rows={list.rows}
                rowKey={keyOfUpdate}
                rowHeight="two-lines"
              />
            )}
          </Panel>
        </div>
      )}
    </>
  );
}

function NoUpdates({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  const say = useText();
  if (isNarrowed)
    return (
      <Empty title={say('list.nothingMatches')} actions={<Button onClick={onClear}>{say('list.clearFilters')}</Button>}>
        {say('list.nothingMatches.why')}
      </Empty>
    );
  return <Empty title={say('reports.updates.none')}>{say('reports.updates.none.why')}</Empty>;
}

function useFacets(): readonly Facet[] {
  const say = useText();
  const levels = ['highly_critical', 'critical', 'moderately_critical', 'less_critical', 'not_critical'] as const;
  return [
    {
      id: 'status',
      label: say('sites.status'),
      choices: (['security', 'unsupported', 'update'] as const).map((value) => ({
        value,
        label: <Status status={value} />,
        name: say(`status.${value}`),
      })),
    },
    {
      id: 'severity',
      label: say('reports.severity'),
      single: true,
      choices: levels.map((value) => ({ value, label: say(`risk.${value}`) })),
    },
    { id: 'module', label: say('reports.project'), placeholder: 'webform' },
  ];
}
