import { useMay } from '../api/organization.ts';
import { OrganizationLog } from '../notifications/delivery-log.tsx';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';

/** What members were sent. It names them, so that it is for those who may see them. */
export function Deliveries({ org }: { org: string }) {
  const say = useText();
  const gate = useMay('members:write');
  const reason = useRoleReason()(gate);
  if (gate.may) return <OrganizationLog org={org} />;
  return (
    <Panel>
      <Empty title={say('settings.deliveries.notYours')}>{reason}</Empty>
    </Panel>
  );
}
