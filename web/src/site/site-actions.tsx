import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconCheck, IconCopy, IconDots, IconKey, IconLink, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { Button, IconButton, useRoleReason } from '../ui/button.tsx';
import { useCopy } from '../ui/copy.tsx';
import { Menu } from '../ui/menu.tsx';
import { DeleteSiteDialog } from './delete-site-dialog.tsx';
import { EditSiteDialog } from './edit-site-dialog.tsx';
import { RecordPatchRunDialog } from './record-patch-run-dialog.tsx';

interface SiteActionsProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[] | undefined;
}

export function SiteActions({ site, modules }: SiteActionsProps) {
  const say = useText();
  const navigate = useNavigate();
  const { org } = usePlace();
  const reason = useRoleReason();
  const [open, setOpen] = useState<'run' | 'edit' | 'delete'>();
  const close = () => setOpen(undefined);
  const organization = site.organization.id;
  const mayRecord = reason(useMay('patch_runs:write', organization));
  const mayEdit = reason(useMay('sites:write', organization));
  const mayKey = reason(useMay('site_keys:write', organization));
  const mayDelete = reason(useMay('sites:delete', organization));
  const copy = useCopy();
  return (
    <>
      <Button icon={IconCheck} onClick={() => setOpen('run')} disabledReason={mayRecord}>
        {say('site.recordRun')}
      </Button>
      <Button onClick={() => setOpen('edit')} disabledReason={mayEdit}>
        {say('site.edit')}
      </Button>
      <Menu
        label={say('site.more')}
        groups={[
          [
            { label: say('site.copyUrl'), icon: IconLink, onSelect: () => copy(site.url) },
            { label: say('site.copyId'), icon: IconCopy, onSelect: () => copy(site.id) },
          ],
          [
            {
              label: say('site.connect'),
              icon: IconKey,
              disabledReason: mayKey,
              onSelect: () => void navigate({ to: '/o/$org/sites/$siteId/connect', params: { org, siteId: site.id } }),
            },
          ],
          [
            {
              label: say('site.delete'),
              icon: IconTrash,
              disabledReason: mayDelete,
              onSelect: () => setOpen('delete'),
            },
          ],
        ]}
        target={<IconButton icon={IconDots} name={say('site.more')} />}
      />
      {open === 'run' && <RecordPatchRunDialog site={site} modules={modules ?? []} onClose={close} />}
      {open === 'edit' && <EditSiteDialog site={site} onClose={close} />}
      {open === 'delete' && <DeleteSiteDialog site={site} onClose={close} />}
    </>
  );
}
