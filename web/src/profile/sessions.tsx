import type { Session } from '@patchlight/contract/sessions';
import { useApi, useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Ago, Day } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable, TwoLines } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import { browserOf } from './user-agent.ts';

/** Where the person is signed in. */
export function Sessions() {
  const say = useText();
  const found = useApi('GET /api/v1/auth/sessions', { query: { per_page: 100 } });
  const end = useChange('DELETE /api/v1/auth/sessions/{session_id}', ['/api/v1/auth/sessions']);
  const sessions = found.data?.data;
  const others = (sessions ?? []).filter(({ is_current }) => !is_current);
  const endAll = async () => {
    for (const { id } of others) await end.mutateAsync({ params: { session_id: id } });
    toast(say('profile.sessions.ended', { count: others.length }));
  };
  const columns: readonly Column<Session>[] = [
    {
      id: 'device',
      head: say('profile.device'),
      card: 'first',
      cell: ({ user_agent, address }) => (
        <TwoLines name={browserOf(user_agent) ?? say('profile.unknownDevice')} under={address ?? ''} />
      ),
    },
    {
      id: 'used',
      head: say('profile.lastUsed'),
      width: 104,
      label: say('profile.lastUsed'),
      cell: ({ last_used_at }) => <Ago at={last_used_at} />,
    },
    {
      id: 'since',
      head: say('profile.since'),
      width: 112,
      below: 992,
      card: 'hide',
      cell: ({ created_at }) => <Day at={created_at} />,
    },
    {
      id: 'end',
      head: say('profile.end'),
      width: 116,
      end: true,
      cell: ({ id, is_current }) =>
        is_current ? (
          <span className="muted">{say('profile.thisOne')}</span>
        ) : (
          <Button
            small
            onClick={() =>
              end.mutate(
                { params: { session_id: id } },
                { onSuccess: () => toast(say('profile.sessions.ended', { count: 1 })) },
              )
            }
          >
            {say('profile.end')}
          </Button>
        ),
    },
  ];
  const error = found.error ?? end.error;
  return (
    <Panel
      flush
      title={say('profile.sessions')}
      end={
        <Button
          small
          onClick={() => void endAll().catch(() => undefined)}
          disabledReason={others.length === 0 ? say('profile.onlyThis') : undefined}
        >
          {say('profile.endOthers')}
        </Button>
      }
    >
      {error ? (
        <ErrorPanel what={say('profile.sessions.failed')} error={error} onRetry={() => void found.refetch()} />
      ) : (
        <DataTable
          caption={say('profile.sessions')}
          columns={columns}
          rows={sessions ?? [undefined]}
          rowKey={({ id }) => id}
          rowHeight="two-lines"
        />
      )}
    </Panel>
  );
}
