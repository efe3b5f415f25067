import type { Feed } from '@patchlight/contract/feeds';
import { IconRefresh } from '@tabler/icons-react';
import { useChange } from '../api/queries.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Ago, None } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Fetches } from './fetches.tsx';

const outcomes = ['ok', 'unchanged', 'not_found', 'redirected', 'refused', 'failed'] as const;
const filters = ['outcome', 'stale', 'q'] as const;

/** What is fetched from drupal.org: how old it is, and what became of the last attempt. A row opens to the attempts before. */
export function Feeds() {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const list = useList(
    'GET /api/v1/feeds',
    { query: { ...queryOf(search, filters), sort: search.sort ?? 'as_of' } as never },
    search,
  );
  const refresh = useChange('POST /api/v1/feeds/refresh', ['/api/v1/feeds']);
  const pause = useChange('POST /api/v1/feeds/{feed_key}/pause', ['/api/v1/feeds']);
  const resume = useChange('POST /api/v1/feeds/{feed_key}/resume', ['/api/v1/feeds']);
  const failed = refresh.error ?? pause.error ?? resume.error;
  const columns: readonly Column<Feed>[] = [
    {
      id: 'key',
      head: say('console.feed'),
      sort: 'key',
      card: 'first',
      cell: ({ key, project, host }) => <TwoLines name={project ?? key} under={host ?? say('console.notFetched')} />,
    },
    {
      id: 'age',
      head: say('console.age'),
      sort: 'as_of',
      width: 120,
      label: say('console.age'),
      cell: ({ as_of, stale }) => <Ago at={as_of} clock={stale} />,
    },
    {
      id: 'outcome',
      head: say('console.outcome'),
      width: 300,
      card: 'status',
      below: 992,
      cell: ({ outcome, status, detail }) =>
        outcome === null ? (
          <None />
        ) : (
          <TwoLines
            name={`${say(`console.outcome.${outcome}`)}${status === null ? '' : ` (${status})`}`}
            under={detail ?? ''}
          />
        ),
    },
    {
      id: 'failures',
      head: say('console.failures'),
      width: 88,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ failures }) => failures || <None />,
    },
    {
      id: 'actions',
      head: say('console.actions'),
      width: 224,
      end: true,
      card: 'line',
      cell: ({ key, kind, project, paused }) => (
        <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
          <Button
            small
            onClick={() =>
              refresh.mutate(
                { body: kind === 'release_history' ? { projects: [project ?? ''] } : { advisories: true } },
                { onSuccess: () => toast(say('console.willFetch')) },
              )
            }
          >
            {say('console.fetch')}
          </Button>
          <Button small onClick={() => (paused ? resume : pause).mutate({ params: { feed_key: key } })}>
            {say(paused ? 'console.resume' : 'console.pause')}
          </Button>
        </span>
      ),
    },
  ];
  if (list.error != null)
    return <ErrorPanel what={say('console.feeds.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <div className="stack-small">
      {failed && <ErrorPanel what={say('console.notDone')} error={failed} />}
      <Panel
        flush
        title={say('console.tab.feeds')}
        end={
          <Button
            small
            icon={IconRefresh}
            busy={refresh.isPending}
            onClick={() =>
              refresh.mutate(
                { body: {} },
                { onSuccess: ({ data }) => toast(say('console.due', { count: data.feeds })) },
              )
            }
          >
            {say('console.repeatFailed')}
          </Button>
        }
        foot={<ListFoot list={list} search={search} onChange={setSearch} />}
      >
        <FilterBar
          search={search}
          onChange={setSearch}
          findIn={say('console.feed')}
          facets={[
            {
              id: 'outcome',
              label: say('console.outcome'),
              single: true,
              choices: outcomes.map((value) => ({ value, label: say(`console.outcome.${value}`) })),
            },
            {
              id: 'stale',
              label: say('console.stale'),
              single: true,
              choices: [
                { value: 'true', label: say('console.stale.true') },
                { value: 'false', label: say('console.stale.false') },
              ],
            },
          ]}
        />
        {list.total === 0 ? (
          <Empty title={say('console.noFeed')}>{say('console.noFeed.why')}</Empty>
        ) : (
          <DataTable
            caption={say('console.tab.feeds')}
            columns={columns}
            rows={list.rows}
            rowKey={({ key }) => key}
            rowHeight="two-lines"
            sort={search.sort ?? 'as_of'}
            onSort={(sort) => setSearch({ sort })}
            onOpen={({ key }) =>
              setSearch({ open: search.open === key ? undefined : key, page: search.page }, { replace: true })
            }
            detail={({ key }) => (search.open === key ? <Fetches feed={key} /> : undefined)}
          />
        )}
      </Panel>
    </div>
  );
}
