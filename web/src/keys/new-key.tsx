import { useState } from 'react';
import { useFormat } from '../text/format.ts';
import { type TextId, useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Secret } from '../ui/secret.tsx';
import type { ShownKey } from './keys-page.tsx';

/** A key that was just made, the only time it can be seen. */
export function NewKey({ made: { key, secret }, onDone }: { made: ShownKey; onDone: () => void }) {
  const say = useText();
  const { date } = useFormat();
  const [isStored, setStored] = useState(false);
  return (
    <Panel title={say('keys.ready', { name: key.name })}>
      <div className="stack-small">
        <Secret secret={secret} />
        <p className="muted small">
          {key.scopes.map((scope) => say(`keys.scope.${scope}.means` as TextId)).join(' ')}{' '}
          {key.expires_at === null ? say('keys.neverExpires') : say('keys.expiresOn', { day: date(key.expires_at) })}{' '}
          {say('keys.hashOnly')}
        </p>
        <div className="row">
          <Check checked={isStored} onChange={(event) => setStored(event.target.checked)}>
            {say('keys.stored')}
          </Check>
          <span className="push">
            <Button onClick={onDone} disabledReason={isStored ? undefined : say('keys.storeFirst')}>
              {say('keys.done')}
            </Button>
          </span>
        </div>
      </div>
    </Panel>
  );
}
