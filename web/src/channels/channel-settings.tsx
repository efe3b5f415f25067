import type { Channel } from '@patchlight/contract/channels';
import { useState } from 'react';
import { useMay } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { ChannelList } from './channel-list.tsx';
import { DeleteChannel } from './delete-channel.tsx';
import { Deliveries } from './deliveries.tsx';
import { NewSecret } from './new-secret.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import { TestDialog } from './test-dialog.tsx';
import { type ShownSecret, useChannelTest } from './use-channel-test.ts';

export type ChannelAction = 'edit' | 'rotate' | 'delete';

/** Where an organization is told of events: the list, what is done with one, and what was sent to it (`channel=`). */
export function ChannelSettings({ org }: { org: string }) {
  const say = useText();
  const gate = useMay('channels:manage');
  const reason = useRoleReason()(gate);
  const [search, setSearch] = useListSearch();
  const [open, setOpen] = useState<{ what: 'add' } | { what: ChannelAction; channel: Channel }>();
  const [made, setMade] = useState<ShownSecret>();
  const test = useChannelTest();
  const found = useApi(
    'GET /api/v1/channels',
    { query: { organization_id: org, sort: 'name', per_page: 100 } },
    { enabled: gate.may },
  );
  if (!gate.may)
    return (
      <Panel>
        <Empty title={say('channels.notYours')}>{reason}</Empty>
      </Panel>
    );
  if (found.error && found.data === undefined)
    return <ErrorPanel what={say('channels.failed')} error={found.error} onRetry={() => void found.refetch()} />;
  const close = () => setOpen(undefined);
  const channels = found.data?.data;
  return (
    <div className="stack">
      {made !== undefined && <NewSecret made={made} onDone={() => setMade(undefined)} />}
      {search.channel === undefined ? (
        <ChannelList
          channels={channels}
          onAdd={() => setOpen({ what: 'add' })}
          onTest={test.start}
          onAction={(what, channel) => setOpen({ what, channel })}
          onDeliveries={({ id }) => setSearch({ channel: id })}
        />
      ) : (
        channels && (
          <Deliveries
            key={search.channel}
            channel={channels.find(({ id }) => id === search.channel)}
            onTest={test.start}
            onBack={() => setSearch({ channel: undefined, status: undefined, open: undefined, per_page: undefined })}
          />
        )
      )}
      {open?.what === 'add' && <ChannelDialog org={org} onClose={close} onMade={setMade} />}
      {open?.what === 'edit' && <ChannelDialog org={org} channel={open.channel} onClose={close} onMade={setMade} />}
      {open?.what === 'rotate' && <RotateSecret channel={open.channel} onClose={close} onMade={setMade} />}
      {open?.what === 'delete' && <DeleteChannel channel={open.channel} onClose={close} />}
      {test.channel !== undefined && <TestDialog test={test} channel={test.channel} />}
    </div>
  );
}
