import type { Organization } from '@patchlight/contract/organizations';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import styles from './settings.module.css';

/** Deleting an organization, with its name typed. */
export function DangerZone({ organization }: { organization: Organization }) {
  const say = useText();
  const navigate = useNavigate();
  const reason = useRoleReason()(useMay('organizations:manage'));
  const [typed, setTyped] = useState<string>();
  const remove = useChange('DELETE /api/v1/organizations/{org_id}', ['/api/v1/']);
  const submit = () =>
    remove.mutate({ params: { org_id: organization.id } }, { onSuccess: () => void navigate({ to: '/' }) });
  return (
    <Panel title={say('settings.danger')}>
      <div className={styles.danger}>
        <p>{say('settings.delete.why')}</p>
        <Button onClick={() => setTyped('')} disabledReason={reason}>
          {say('settings.delete')}
        </Button>
      </div>
      {typed !== undefined && (
        <Dialog
          open
          title={say('settings.deleteOf', { name: organization.name })}
          onClose={() => setTyped(undefined)}
          submit={say('settings.delete')}
          onSubmit={submit}
          busy={remove.isPending}
          submitReason={
            typed === organization.name ? undefined : say('settings.delete.type', { name: organization.name })
          }
        >
          <p>{say('settings.delete.means')}</p>
          <TextField
            label={say('settings.delete.typed')}
            value={typed}
            autoComplete="off"
            data-autofocus
            onChange={(event) => setTyped(event.target.value)}
          />
          {remove.error && <ErrorPanel what={say('settings.notDeleted')} error={remove.error} />}
        </Dialog>
      )}
    </Panel>
  );
}
