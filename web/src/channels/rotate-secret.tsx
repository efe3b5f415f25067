import type { Channel } from '@patchlight/contract/channels';
import { useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Callout, ErrorPanel } from '../ui/states.tsx';
import type { ShownSecret } from './use-channel-test.ts';

/** A new secret in place of the old one, which signs besides for a day; a second time on that day ends it at once. */
export function RotateSecret({
  channel,
  onClose,
  onMade,
}: {
  channel: Channel;
  onClose: () => void;
  onMade: (made: ShownSecret) => void;
}) {
  const say = useText();
  const { dateTime } = useFormat();
  const rotate = useChange('POST /api/v1/channels/{channel_id}/rotate-secret', ['/api/v1/channels']);
  const until = channel.former_secret_until;
  const submit = () =>
    rotate.mutate(
      { params: { channel_id: channel.id } },
      {
        onSuccess({ data }) {
          if (data.secret !== null) onMade({ channel: data.channel, secret: data.secret });
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      title={say('channels.rotate.title', { name: channel.name })}
      onClose={onClose}
      submit={say('channels.rotate')}
      onSubmit={submit}
      busy={rotate.isPending}
    >
      {until !== null && new Date(until) > new Date() && (
        <Callout>{say('channels.rotate.again', { time: dateTime(until) })}</Callout>
      )}
      <p>{say('channels.rotate.why')}</p>
      {rotate.error && <ErrorPanel what={say('channels.rotate.failed')} error={rotate.error} />}
    </Dialog>
  );
}
