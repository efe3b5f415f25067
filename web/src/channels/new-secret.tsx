import { useState } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Secret } from '../ui/secret.tsx';
import type { ShownSecret } from './use-channel-test.ts';

/** The secret of a web hook that was just made or replaced, the only time it can be seen. */
export function NewSecret({ made: { channel, secret }, onDone }: { made: ShownSecret; onDone: () => void }) {
  const say = useText();
  const { dateTime } = useFormat();
  const [isStored, setStored] = useState(false);
  const until = channel.former_secret_until;
  return (
    <Panel title={say('channels.secret.ready', { name: channel.name })}>
      <div className="stack-small">
        <Secret secret={secret} name="PATCHLIGHT_WEBHOOK_SECRET" />
        <p className="muted small">
          {say('channels.secret.why')}{' '}
          <a className="link" href="/docs/webhooks#is-it-from-patchlight-">
            {say('channels.secret.how')}
          </a>
          {until !== null && <> {say('channels.secret.until', { time: dateTime(until) })}</>}
        </p>
        <div className="row">
          <Check checked={isStored} onChange={(event) => setStored(event.target.checked)}>
            {say('channels.secret.stored')}
          </Check>
          <span className="push">
            <Button onClick={onDone} disabledReason={isStored ? undefined : say('channels.secret.storeFirst')}>
              {say('channels.secret.done')}
            </Button>
          </span>
        </div>
      </div>
    </Panel>
  );
}
