import { deliveryDays, deliveryStatuses } from '@patchlight/contract/channel-lists';
import type { Channel } from '@patchlight/contract/channels';
import { IconArrowLeft, IconSend } from '@tabler/icons-react';
import { useChange } from '../api/queries.ts';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Answer } from './answer.tsx';
import styles from './channels.module.css';
import { useDeliveryColumns } from './delivery-columns.tsx';

interface DeliveriesProps {
  /** Undefined where there is none any more. */
  readonly channel: Channel | undefined;
  readonly onTest: (channel: Channel) => void;
  readonly onBack: () => void;
}

/** What was sent to a channel, what became of it, and a way to send again what failed. */
export function Deliveries({ channel, onTest, onBack }: DeliveriesProps) {
  const say = useText();
  const back = (
    <Button small icon={IconArrowLeft} onClick={onBack}>
      {say('channels.deliveries.back')}
    </Button>
  );
  return (
    <>
      <div className="row">
        {back}
        {channel && (
          <span className="push">
            <Button small icon={IconSend} onClick={() => onTest(channel)}>
              {say('channels.test')}
            </Button>
          </span>
        )}
      </div>
      {channel === undefined ? (
        <Panel>
          <Empty title={say('channels.deliveries.gone')} />
        </Panel>
      ) : (
        <DeliveryList channel={channel} />
      )}
    </>
  );
}

function DeliveryList({ channel: { id, name, is_active: isOn } }: { channel: Channel }) {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const status = deliveryStatuses.find((each) => each === search.status);
  const list = useList(
    'GET /api/v1/channels/{channel_id}/deliveries',
    { params: { channel_id: id }, query: status === undefined ? {} : { status } },
    search,
    { skeletons: 5 },
  );
  const replay = useChange('POST /api/v1/channels/{channel_id}/deliveries/{delivery_id}/replay', ['/api/v1/channels']);
  const columns = useDeliveryColumns({
    whyNot: isOn ? undefined : say('channels.replay.off'),
    onReplay: (delivery) =>
      replay.mutate(
        { params: { channel_id: id, delivery_id: delivery.id } },
        { onSuccess: () => toast(say('channels.replay.done')) },
      ),
  });
  const title = say('channels.deliveries.of', { name });
  if (list.error != null)
    return <ErrorPanel what={say('channels.deliveries.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <>
      {replay.error && <ErrorPanel what={say('channels.replay.failed')} error={replay.error} />}
      <Panel
        flush
        title={title}
        note={say('channels.deliveries.note', { days: deliveryDays })}
        foot={<ListFoot list={list} search={search} onChange={setSearch} />}
      >
        <div className={styles.bar}>
          <Segmented
            label={say('channels.delivery.status')}
            value={status ?? 'all'}
            onChange={(value) => setSearch({ status: value === 'all' ? undefined : value })}
            choices={(['all', ...deliveryStatuses] as const).map((value) => ({
              value,
              label: say(`channels.delivery.status.${value}`),
            }))}
          />
        </div>
        {list.total === 0 ? (
          status === undefined ? (
            <Empty title={say('channels.deliveries.none')}>{say('channels.deliveries.none.why')}</Empty>
          ) : (
            <Empty title={say('channels.deliveries.noMatch')} />
          )
        ) : (
          <DataTable
            caption={title}
            columns={columns}
            rows={list.rows}
            rowKey={(delivery) => delivery.id}
            rowHeight="two-lines"
            virtual={list.isVirtual}
            onVisible={list.onVisible}
            onOpen={(delivery) =>
              setSearch(
                { open: search.open === delivery.id ? undefined : delivery.id, page: search.page },
                { replace: true },
              )
            }
            detail={(delivery) =>
              search.open === delivery.id ? (
                <div className={styles.detail}>
                  <Answer text={delivery.answer} />
                </div>
              ) : undefined
            }
          />
        )}
      </Panel>
    </>
  );
}
