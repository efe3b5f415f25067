import type { Site } from '@patchlight/contract/sites';
import { useState } from 'react';
import { useMay } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Chips, None } from '../ui/facts.tsx';
import { Pairs, Panel } from '../ui/panel.tsx';
import { DeleteSiteDialog } from './delete-site-dialog.tsx';
import { EditSiteDialog } from './edit-site-dialog.tsx';

export function SettingsTab({ site }: { site: Site }) {
  const say = useText();
  const { dateTime, hours } = useFormat();
  const reason = useRoleReason();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const mayEdit = reason(useMay('sites:write', site.organization.id));
  const mayDelete = reason(useMay('sites:delete', site.organization.id));
  return (
    <>
      <Panel
        title={say('site.tab.settings')}
        end={
          <Button small onClick={() => setOpen('edit')} disabledReason={mayEdit}>
            {say('site.edit')}
          </Button>
        }
      >
        <Pairs
          pairs={[
            [say('site.field.name'), site.name],
            [say('site.field.url'), site.url],
            [say('sites.organization'), site.organization.name],
            [say('sites.environment'), say(`environment.${site.environment}`)],
            [say('sites.tags'), <Chips key="tags" names={site.tags} most={50} />],
            [say('site.field.hours'), hours(site.expected_interval_hours)],
            [say('site.field.description'), site.description ?? <None key="none" />],
            [say('site.field.isActive'), say(site.is_active ? 'site.yes' : 'site.no')],
            [say('sites.created'), dateTime(site.created_at)],
            [say('site.changed'), dateTime(site.updated_at)],
            [
              say('site.id'),
              <span key="id" className="row">
                <code>{site.id}</code> <CopyButton text={site.id} small kind="plain" />
              </span>,
            ],
          ]}
        />
      </Panel>
      <Panel title={say('site.delete')}>
        <div className="row">
          <p>{say('sites.delete.what', { count: 1 })}</p>
          <span className="push">
            <Button onClick={() => setOpen('delete')} disabledReason={mayDelete}>
              {say('site.delete')}
            </Button>
          </span>
        </div>
      </Panel>
      {open === 'edit' && <EditSiteDialog site={site} onClose={() => setOpen(undefined)} />}
      {open === 'delete' && <DeleteSiteDialog site={site} onClose={() => setOpen(undefined)} />}
    </>
  );
}
