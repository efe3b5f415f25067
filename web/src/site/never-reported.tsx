import type { Site } from '@patchlight/contract/sites';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMay, usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink, useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';

/** Nothing is known of the site yet: how to have it report. */
export function NeverReported({ site }: { site: Site }) {
  const say = useText();
  const { org } = usePlace();
  const gate = useMay('site_keys:write', site.organization.id);
  const reason = useRoleReason();
  return (
    <Panel>
      <Empty
        icon={IconPlugConnected}
        title={say('site.never')}
        actions={
          gate.may ? (
            <ButtonLink to="/o/$org/sites/$siteId/connect" params={{ org, siteId: site.id }} kind="main">
              {say('site.connect')}
            </ButtonLink>
          ) : (
            <Button disabledReason={reason(gate)}>{say('site.connect')}</Button>
          )
        }
      >
        {say('site.never.why')}
      </Empty>
    </Panel>
  );
}
