import type { Channel } from '@patchlight/contract/channels';
import {
  IconDots,
  IconList,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconSend,
  IconTrash,
} from '@tabler/icons-react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { IconButton } from '../ui/button.tsx';
import { Ago, Chips, None } from '../ui/facts.tsx';
import { Menu } from '../ui/menu.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import type { ChannelAction } from './channel-settings.tsx';

interface ChannelColumns {
  readonly onTest: (channel: Channel) => void;
  readonly onSwitch: (channel: Channel) => void;
  readonly onDeliveries: (channel: Channel) => void;
  readonly onAction: (what: ChannelAction, channel: Channel) => void;
}

export function useChannelColumns(does: ChannelColumns): readonly Column<Channel>[] {
  const say = useText();
  return [
    {
      id: 'name',
      head: say('channels.nameAndUrl'),
      card: 'first',
      cell: ({ name, url }) => (
        <TwoLines name={<span title={name}>{name}</span>} under={<span title={url}>{url}</span>} />
      ),
    },
    { id: 'type', head: say('channels.type'), width: 92, cell: ({ type }) => say(`channels.type.${type}`) },
    {
      id: 'state',
      head: say('channels.state'),
      width: 208,
      cell: (channel) => <State channel={channel} />,
    },
    {
      id: 'events',
      head: say('channels.events'),
      width: 176,
      label: say('channels.events'),
      cell: ({ events }) => <Events events={events} />,
    },
    {
      id: 'tags',
      head: say('channels.tags'),
      width: 124,
      below: 1200,
      label: say('channels.tags'),
      cell: ({ tags }) => (tags.length === 0 ? say('channels.tags.all') : <Chips names={tags} />),
    },
    {
      id: 'risk',
      head: say('channels.risk'),
      width: 112,
      below: 1200,
      label: say('channels.risk'),
      cell: ({ min_risk }) => (min_risk === null ? <None /> : `${min_risk}/25`),
    },
    {
      id: 'delivered',
      head: say('channels.delivered'),
      width: 132,
      label: say('channels.delivered'),
      cell: ({ last_delivered_at: at }) => (at === null ? say('channels.never') : <Ago at={at} />),
    },
    {
      id: 'actions',
      head: say('channels.actions'),
      width: 80,
      end: true,
      card: 'status',
      cell: (channel) => <Actions channel={channel} {...does} />,
    },
  ];
}

function State({ channel: { is_active: isOn, paused, failing_since: since } }: { channel: Channel }) {
  const say = useText();
  const { age } = useFormat();
  if (paused !== null)
    return (
      <TwoLines
        name={
          <>
            {say('channels.paused')} · <Ago at={paused.at} />
          </>
        }
        under={<span title={say(`channels.paused.${paused.reason}`)}>{say(`channels.paused.${paused.reason}`)}</span>}
      />
    );
  if (!isOn) return <TwoLines name={say('channels.off')} under={say('channels.off.why')} />;
  return since === null ? (
    say('channels.on')
  ) : (
    <TwoLines name={say('channels.on')} under={say('channels.failing', { age: age(since) })} />
  );
}

function Events({ events }: { events: Channel['events'] }) {
  const say = useText();
  const names = events.map((event) => say(`channels.event.${event}`));
  if (names.length === 0) return say('channels.events.all');
  const rest = names.length - 1;
  return (
    <span title={names.join(', ')}>
      {names[0]}
      {rest > 0 && <span className="muted"> +{rest}</span>}
    </span>
  );
}

function Actions({ channel, onTest, onSwitch, onDeliveries, onAction }: ChannelColumns & { channel: Channel }) {
  const say = useText();
  const { name, type, is_active: isOn } = channel;
  const label = say('channels.actionsOf', { name });
  return (
    <Menu
      label={label}
      groups={[
        [
          { label: say('channels.test'), icon: IconSend, onSelect: () => onTest(channel) },
          { label: say('channels.deliveries'), icon: IconList, onSelect: () => onDeliveries(channel) },
        ],
        [
          { label: say('channels.edit'), icon: IconPencil, onSelect: () => onAction('edit', channel) },
          {
            label: say(isOn ? 'channels.switchOff' : 'channels.switchOn'),
            icon: isOn ? IconPlayerPause : IconPlayerPlay,
            onSelect: () => onSwitch(channel),
          },
          ...(type === 'webhook'
            ? [{ label: say('channels.rotate'), icon: IconRefresh, onSelect: () => onAction('rotate', channel) }]
            : []),
        ],
        [{ label: say('channels.delete'), icon: IconTrash, onSelect: () => onAction('delete', channel) }],
      ]}
      target={<IconButton icon={IconDots} name={label} />}
    />
  );
}
