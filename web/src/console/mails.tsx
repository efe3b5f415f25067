import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { useMailColumns } from './mail-columns.tsx';
import { NothingIsSent } from './nothing-is-sent.tsx';

const filters = ['status', 'q'] as const;

/** Every mail of the last 30 days: what waits, and why, before what was sent. */
export function Mails() {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const list = useList('GET /api/v1/mails', { query: queryOf(search, filters) as never }, search);
  const columns = useMailColumns();
  const isNarrowed = filters.some((name) => search[name] !== undefined);
  const facets = [
    {
      id: 'status',
      label: say('console.mail.state'),
      single: true,
      choices: (['waiting', 'failed', 'delivered'] as const).map((value) => ({
        value,
        label: say(`console.mail.${value}`),
      })),
    },
  ];
  if (list.error != null)
    return <ErrorPanel what={say('console.mails.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <div className="stack-small">
      <NothingIsSent />
      <Panel
        flush
        title={say('console.tab.mails')}
        note={say('console.mails.note')}
        foot={<ListFoot list={list} search={search} onChange={setSearch} />}
      >
        <FilterBar facets={facets} search={search} onChange={setSearch} findIn={say('console.mails.findIn')} />
        {list.total !== 0 ? (
          <DataTable
            caption={say('console.tab.mails')}
            columns={columns}
            rows={list.rows}
            rowKey={({ id }) => id}
            rowHeight="two-lines"
            virtual={list.isVirtual}
            onVisible={list.onVisible}
          />
        ) : isNarrowed ? (
          <Empty
            title={say('list.nothingMatches')}
            actions={
              <Button onClick={() => setSearch({ status: undefined, q: undefined })}>{say('list.clearFilters')}</Button>
            }
          >
            {say('list.nothingMatches.why')}
          </Empty>
        ) : (
          <Empty title={say('console.noMail')}>{say('console.noMail.why')}</Empty>
        )}
      </Panel>
    </div>
  );
}
