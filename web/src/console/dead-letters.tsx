import type { DeadLetter } from '@patchlight/contract/dead-letters';
import { IconRefresh } from '@tabler/icons-react';
import { useApi, useChange } from '../api/queries.ts';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Ago } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import styles from './console.module.css';

const touches = ['/api/v1/jobs'];

/** Reports that were accepted and could not be applied: looked at, tried again, dropped. */
export function DeadLetters() {
  const say = useText();
  const { bytes } = useFormat();
  const [search, setSearch] = useListSearch();
  const list = useList('GET /api/v1/jobs/dead-letters', {}, search);
  const replay = useChange('POST /api/v1/jobs/dead-letters/{dead_letter_id}/replay', touches);
  const replayAll = useChange('POST /api/v1/jobs/dead-letters/replay', touches);
  const drop = useChange('DELETE /api/v1/jobs/dead-letters/{dead_letter_id}', touches);
  const error = replay.error ?? replayAll.error ?? drop.error;
  const columns: readonly Column<DeadLetter>[] = [
    {
      id: 'site',
      head: say('console.site'),
      card: 'first',
      cell: ({ site, organization }) => <TwoLines name={site.name} under={organization.name} />,
    },
    {
      id: 'failure',
      head: say('console.failure'),
      card: 'line',
      cell: ({ failure }) => <span title={failure ?? undefined}>{failure}</span>,
    },
    {
      id: 'given',
      head: say('console.givenUp'),
      width: 112,
      label: say('console.givenUp'),
      cell: ({ dead_at }) => <Ago at={dead_at} />,
    },
    {
      id: 'size',
      head: say('console.size'),
      width: 96,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ bytes: size }) => bytes(size),
    },
    {
      id: 'actions',
      head: say('console.actions'),
      width: 224,
      end: true,
      card: 'line',
      cell: ({ id }) => (
        <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
          <Button
            small
            onClick={() =>
              replay.mutate(
                { params: { dead_letter_id: id } },
                { onSuccess: () => toast(say('console.replayed', { count: 1 })) },
              )
            }
          >
            {say('console.replay')}
          </Button>
          <Button
            small
            onClick={() =>
              drop.mutate({ params: { dead_letter_id: id } }, { onSuccess: () => toast(say('console.dropped')) })
            }
          >
            {say('console.drop')}
          </Button>
        </span>
      ),
    },
  ];
  if (list.error != null)
    return <ErrorPanel what={say('console.deadLetters.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <div className="stack-small">
      {error && <ErrorPanel what={say('console.notDone')} error={error} />}
      <Panel
        flush
        title={say('console.tab.deadLetters')}
        note={say('console.deadLetters.note')}
        end={
          <Button
            small
            icon={IconRefresh}
            busy={replayAll.isPending}
            disabledReason={list.total === 0 ? say('console.noDeadLetter') : undefined}
            onClick={() =>
              replayAll.mutate(
                { body: {} },
                { onSuccess: ({ data }) => toast(say('console.replayed', { count: data.replayed })) },
              )
            }
          >
            {say('console.replayAll')}
          </Button>
        }
        foot={<ListFoot list={list} search={search} onChange={setSearch} />}
      >
        {list.total === 0 ? (
          <Empty title={say('console.noDeadLetter')}>{say('console.noDeadLetter.why')}</Empty>
        ) : (
          <DataTable
            caption={say('console.tab.deadLetters')}
            columns={columns}
            rows={list.rows}
            rowKey={({ id }) => id}
            rowHeight="two-lines"
            onOpen={({ id }) =>
              setSearch({ open: search.open === id ? undefined : id, page: search.page }, { replace: true })
            }
            detail={({ id }) => (search.open === id ? <Body id={id} /> : undefined)}
          />
        )}
      </Panel>
    </div>
  );
}

function Body({ id }: { id: string }) {
  const say = useText();
  const found = useApi('GET /api/v1/jobs/dead-letters/{dead_letter_id}', { params: { dead_letter_id: id } });
  if (found.error) return <ErrorPanel what={say('console.deadLetters.failed')} error={found.error} />;
  return found.data === undefined ? <Skeleton /> : <pre className={styles.body}>{found.data.data.body}</pre>;
}
