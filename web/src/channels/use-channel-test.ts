import type { Channel, ChannelDelivery } from '@patchlight/contract/channels';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';

/** A secret that was just made, the only time it can be seen. */
export interface ShownSecret {
  readonly channel: Channel;
  readonly secret: string;
}

export interface ChannelTest {
  readonly channel: Channel | undefined;
  readonly isSending: boolean;
  readonly result: ChannelDelivery | undefined;
  readonly error: Error | null;
  readonly start: (channel: Channel) => void;
  readonly close: () => void;
}

/** Sends an example to a channel, and has what the other side said of it. */
export function useChannelTest(): ChannelTest {
  const [channel, setChannel] = useState<Channel>();
  const { mutate, isPending, data, error } = useChange('POST /api/v1/channels/{channel_id}/test', ['/api/v1/channels']);
  return {
    channel,
    isSending: isPending,
    result: isPending ? undefined : data?.data,
    error,
    start: (of) => {
      setChannel(of);
      mutate({ params: { channel_id: of.id } });
    },
    close: () => setChannel(undefined),
  };
}
