import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Secret } from '../ui/secret.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { type FreshKey, freshKeyOf, keepKey } from './fresh-keys.ts';

interface KeyOnceProps {
  readonly siteId: string;
  readonly siteName: string;
  readonly value: FreshKey | undefined;
  readonly onMade: (key: FreshKey | undefined) => void;
  readonly reason: string | undefined;
  readonly onStored: () => void;
}

/** The key of a site, shown once; where it is lost, a new one can be made. */
export function KeyOnce({ siteId, siteName, value, onMade, reason, onStored }: KeyOnceProps) {
  const say = useText();
  const [isStored, setStored] = useState(false);
  const make = useChange('POST /api/v1/api-keys', ['/api/v1/api-keys']);
  const makeKey = async () => {
    const { data } = await make
      .mutateAsync({ body: { name: siteName, type: 'site', site_id: siteId } })
      .catch(() => ({ data: undefined }));
    if (data?.api_key == null) return;
    keepKey(siteId, data.api_key);
    onMade(freshKeyOf(siteId));
  };
  if (value === undefined)
    return (
      <Panel title={say('firstRun.key.title')}>
        <div className="stack-small">
          <p>{say('firstRun.key.lost')}</p>
          {make.error && <ErrorPanel what={say('firstRun.key.failed')} error={make.error} />}
          <div>
            <Button icon={IconKey} onClick={makeKey} busy={make.isPending} disabledReason={reason}>
              {say('firstRun.key.make')}
            </Button>
          </div>
        </div>
      </Panel>
    );
  return (
    <Panel title={say('firstRun.key.title')} note={say('firstRun.key.once')}>
      <div className="stack-small">
        <Secret secret={value.secret} />
        <div className="row">
          <Check checked={isStored} onChange={(event) => setStored(event.target.checked)}>
            {say('firstRun.key.stored')}
          </Check>
          <span className="push">
            <Button
              kind="main"
              onClick={onStored}
              disabledReason={isStored ? undefined : say('firstRun.key.storeFirst')}
            >
              {say('firstRun.continue')}
            </Button>
          </span>
        </div>
      </div>
    </Panel>
  );
}
