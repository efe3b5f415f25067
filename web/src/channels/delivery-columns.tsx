import type { ChannelDelivery } from '@patchlight/contract/channels';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Ago, None } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';

interface DeliveryColumns {
  readonly onReplay: (delivery: ChannelDelivery) => void;
  /** Why none can be sent again now. */
  readonly whyNot: string | undefined;
}

export function useDeliveryColumns({ onReplay, whyNot }: DeliveryColumns): readonly Column<ChannelDelivery>[] {
  const say = useText();
  const { moment, exact } = useFormat();
  return [
    {
      id: 'subject',
      head: say('channels.delivery.subject'),
      card: 'first',
      cell: ({ event, stage, subject }) =>
        event === 'test' ? (
          say('channels.event.test')
        ) : (
          <TwoLines
            name={<span title={subject ?? undefined}>{subject ?? say('channels.delivery.coming')}</span>}
            under={[say(`channels.event.${event}`), stage && say(`channels.stage.${stage}`)]
              .filter(Boolean)
              .join(' · ')}
          />
        ),
    },
    {
      id: 'status',
      head: say('channels.delivery.status'),
      width: 108,
      card: 'status',
      cell: ({ status }) => say(`channels.delivery.status.${status}`),
    },
    {
      id: 'tries',
      head: say('channels.delivery.tries'),
      width: 84,
      end: true,
      label: say('channels.delivery.tries'),
      cell: ({ attempts }) => attempts,
    },
    {
      id: 'code',
      head: say('channels.delivery.code'),
      width: 72,
      end: true,
      label: say('channels.delivery.code'),
      cell: ({ status_code: code }) => code ?? <None />,
    },
    {
      id: 'answer',
      head: say('channels.delivery.answer'),
      width: 220,
      below: 1200,
      card: 'line',
      cell: ({ answer }) => (answer ? <span title={answer}>{answer}</span> : <None />),
    },
    {
      id: 'next',
      head: say('channels.delivery.next'),
      width: 132,
      below: 1200,
      label: say('channels.delivery.next'),
      cell: ({ next_attempt_at: at }) =>
        at === null ? (
          <None />
        ) : (
          <time dateTime={at} title={exact(at)}>
            {moment(at)}
          </time>
        ),
    },
    {
      id: 'time',
      head: say('channels.delivery.time'),
      width: 96,
      label: say('channels.delivery.time'),
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
    {
      id: 'actions',
      head: say('channels.actions'),
      width: 144,
      end: true,
      card: 'line',
      cell: (delivery) =>
        delivery.status === 'failed' && (
          <Button small onClick={() => onReplay(delivery)} disabledReason={whyNot}>
            {say('channels.replay')}
          </Button>
        ),
    },
  ];
}
