import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { everyOrganization, useMay, usePlace } from '../api/organization.ts';
import { useListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Callout } from '../ui/states.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteMany } from './invite-many.tsx';
import { MemberList } from './member-list.tsx';

/** Who belongs to the organization, who is invited, and which role each has. */
export function MembersPage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const gate = useMay('members:write');
  const [search, setSearch] = useListSearch();
  const [isInviting, setInviting] = useState(false);
  const reason = useRoleReason()(gate) ?? (org === everyOrganization ? say('members.chooseOrganization') : undefined);
  return (
    <>
      <PageHead
        title={say('members.title')}
        lead={say('members.lead')}
        actions={
          <Button
            kind="main"
            icon={IconUserPlus}
            shortcut="n"
            disabledReason={reason}
            onClick={() => setInviting(true)}
          >
            {say('members.invite')}
          </Button>
        }
      />
      <div className="stack">
        {reason !== undefined && <Callout>{reason}</Callout>}
        <MemberList search={search} onSearch={setSearch} mayWrite={gate.may} />
        {gate.may && <InvitationList />}
      </div>
      {isInviting && organizationId !== undefined && (
        <InviteMany org={organizationId} onClose={() => setInviting(false)} />
      )}
    </>
  );
}
