import { IconBellOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { useListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { MuteDialog } from './mute-dialog.tsx';
import type { MuteSubject } from './subject.ts';
import { useOrganizationHere } from './use-organization-here.ts';

/** Mutes what the page is about, on tags or in the whole organization. */
export function MuteButton({ projects, advisory }: Pick<MuteSubject, 'projects' | 'advisory'>) {
  const say = useText();
  const { organizationId } = usePlace();
  const role = useRoleReason()(useMay('mutes:write'));
  const organization = useOrganizationHere();
  const [isOpen, setOpen] = useState(false);
  // A link in a mail asks for the dialog, and for nothing more.
  const [{ mute: asked }, setSearch] = useListSearch();
  const reason = role ?? (organizationId === undefined ? say('sites.mute.chooseOrganization') : undefined);
  const close = () => {
    setOpen(false);
    if (asked !== undefined) setSearch({ mute: undefined }, { replace: true });
  };
  return (
    <>
      <Button icon={IconBellOff} shortcut="m" disabledReason={reason} onClick={() => setOpen(true)}>
        {say('mutes.mute')}
      </Button>
      {(isOpen || asked === '1') && reason === undefined && (
        <MuteDialog
          subject={{ projects, sites: [], organization, ...(advisory !== undefined && { advisory }) }}
          onClose={close}
        />
      )}
    </>
  );
}
