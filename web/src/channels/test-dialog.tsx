import type { Channel } from '@patchlight/contract/channels';
import { IconSend } from '@tabler/icons-react';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Pairs } from '../ui/panel.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { Answer } from './answer.tsx';
import type { ChannelTest } from './use-channel-test.ts';

/** What became of an example: whether it was taken, and what was answered. */
export function TestDialog({ test, channel }: { test: ChannelTest; channel: Channel }) {
  const say = useText();
  const { result, error, isSending, start, close } = test;
  return (
    <Dialog open title={say('channels.test.title', { name: channel.name })} onClose={close}>
      <p role="status">
        {isSending || result === undefined
          ? isSending && say('channels.test.sending')
          : say(result.status === 'delivered' ? 'channels.test.taken' : 'channels.test.refused')}
      </p>
      {isSending && <Skeleton width="40%" />}
      {result !== undefined && (
        <>
          <Pairs pairs={[[say('channels.test.code'), result.status_code ?? say('channels.test.noCode')]]} />
          <div className="stack-small">
            <span className="muted small">{say('channels.test.answer')}</span>
            <Answer text={result.answer} />
          </div>
        </>
      )}
      {!isSending && (
        <div className="row">
          <Button icon={IconSend} onClick={() => start(channel)}>
            {say('channels.test.again')}
          </Button>
        </div>
      )}
      {error !== null && !isSending && <ErrorPanel what={say('channels.test.failed')} error={error} />}
    </Dialog>
  );
}
