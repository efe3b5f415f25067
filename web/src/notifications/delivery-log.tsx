import { useUser } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { type List, useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import styles from './delivery-log.module.css';
import { type Message, useMessageColumns } from './message-columns.tsx';
import { messageFilters, useMessageFacets } from './message-facets.ts';
import { useRefetchWhileWaiting } from './use-refetch-while-waiting.ts';

/** What was sent to oneself, with what became of it. */
export function OwnLog() {
  const say = useText();
  const { id, memberships, email } = useUser();
  const [search] = useListSearch();
  const input = { params: { user_id: id }, query: queryOf(search, messageFilters) as never };
  const list = useList('GET /api/v1/users/{user_id}/messages', input, search, { skeletons: 4 });
  const resend = useChange('POST /api/v1/users/{user_id}/messages/{message_id}/resend', [
    `/api/v1/users/${id}/messages?`,
  ]);
  const again = (message: Message) =>
    resend.mutate(
      { params: { user_id: id, message_id: message.id } },
      { onSuccess: () => toast(say('notifications.log.resent', { email })) },
    );
  const columns = useMessageColumns({
    ...(memberships.length > 1 && { of: 'organization' as const }),
    resend: { send: again, busyId: resend.isPending ? resend.variables.params?.message_id : undefined },
  });
  return (
    <>
      {resend.error && <ErrorPanel what={say('notifications.log.notResent')} error={resend.error} />}
      <MessageList list={list} columns={columns} note={say('notifications.log.days')} />
    </>
  );
}

/** What was sent to the members of an organization about it. */
export function OrganizationLog({ org }: { org: string }) {
  const say = useText();
  const [search] = useListSearch();
  const input = { params: { org_id: org }, query: queryOf(search, messageFilters) as never };
  const list = useList('GET /api/v1/organizations/{org_id}/messages', input, search, { skeletons: 6 });
  const columns = useMessageColumns({ of: 'recipient' });
  return <MessageList list={list} columns={columns} note={say('notifications.log.ofOrganization')} />;
}

interface MessageListProps {
  readonly list: List<Message>;
  readonly columns: readonly Column<Message>[];
  readonly note: string;
}

function MessageList({ list, columns, note }: MessageListProps) {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const facets = useMessageFacets();
  const isNarrowed = messageFilters.some((name) => search[name] !== undefined);
  const clear = () => setSearch(Object.fromEntries(messageFilters.map((name) => [name, undefined])));
  useRefetchWhileWaiting(list);
  return (
    <Panel
      flush
      title={say('notifications.log')}
      note={note}
      foot={list.error == null && list.total !== 0 && <ListFoot list={list} search={search} onChange={setSearch} />}
    >
      {(isNarrowed || list.total !== 0) && <FilterBar facets={facets} search={search} onChange={setSearch} />}
      {list.error != null ? (
        <div className={styles.failed}>
          <ErrorPanel what={say('notifications.log.failed')} error={list.error} onRetry={list.refetch} />
        </div>
      ) : list.total !== 0 ? (
        <DataTable
          caption={say('notifications.log')}
          columns={columns}
          rows={list.rows}
          rowKey={({ id }) => id}
          virtual={list.isVirtual}
          onVisible={list.onVisible}
        />
      ) : isNarrowed ? (
        <Empty title={say('list.nothingMatches')} actions={<Button onClick={clear}>{say('list.clearFilters')}</Button>}>
          {say('list.nothingMatches.why')}
        </Empty>
      ) : (
        <Empty title={say('notifications.log.none')}>{say('notifications.log.none.why')}</Empty>
      )}
    </Panel>
  );
}
