import { channelLimits } from '@patchlight/contract/channel-lists';
import type { Channel } from '@patchlight/contract/channels';
import { IconPlus } from '@tabler/icons-react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import { useChannelColumns } from './channel-columns.tsx';
import type { ChannelAction } from './channel-settings.tsx';

interface ChannelListProps {
  /** Undefined while they are loading. */
  readonly channels: readonly Channel[] | undefined;
  readonly onAdd: () => void;
  readonly onTest: (channel: Channel) => void;
  readonly onDeliveries: (channel: Channel) => void;
  readonly onAction: (what: ChannelAction, channel: Channel) => void;
}

const loading = new Array<undefined>(3).fill(undefined);

export function ChannelList({ channels, onAdd, onTest, onDeliveries, onAction }: ChannelListProps) {
  const say = useText();
  const change = useChange('PUT /api/v1/channels/{channel_id}', ['/api/v1/channels']);
  const changed = channels?.find(({ id }) => id === change.variables?.params?.channel_id);
  const onSwitch = ({ id, name, is_active: wasOn }: Channel) =>
    change.mutate(
      { params: { channel_id: id }, body: { is_active: !wasOn } },
      { onSuccess: () => toast(say(wasOn ? 'channels.switchedOff' : 'channels.switchedOn', { name })) },
    );
  const columns = useChannelColumns({ onTest, onDeliveries, onAction, onSwitch });
  const most = channelLimits.perOrganization;
  const isFull = (channels?.length ?? 0) >= most;
  const isEmpty = channels?.length === 0;
  return (
    <>
      {change.error !== null && (
        <ErrorPanel what={say('channels.notSwitched', { name: changed?.name ?? '' })} error={change.error} />
      )}
      <Panel
        flush
        title={say('settings.tab.channels')}
        note={say('channels.note')}
        end={
          !isEmpty && (
            <Button
              small
              icon={IconPlus}
              shortcut="n"
              onClick={onAdd}
              disabledReason={isFull ? say('channels.full', { most }) : undefined}
            >
              {say('channels.add')}
            </Button>
          )
        }
      >
        {isEmpty ? (
          <Empty
            title={say('channels.none')}
            actions={
              <Button icon={IconPlus} shortcut="n" onClick={onAdd}>
                {say('channels.add')}
              </Button>
            }
          >
            {say('channels.none.why')}
          </Empty>
        ) : (
          <DataTable
            caption={say('settings.tab.channels')}
            columns={columns}
            rows={channels ?? loading}
            rowKey={({ id }) => id}
            rowHeight="two-lines"
          />
        )}
      </Panel>
    </>
  );
}
