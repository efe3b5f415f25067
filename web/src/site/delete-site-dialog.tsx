import type { Site } from '@patchlight/contract/sites';
import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

export function DeleteSiteDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const say = useText();
  const explain = useErrorText();
  const navigate = useNavigate();
  const { org } = usePlace();
  const remove = useChange('DELETE /api/v1/sites/{site_id}', ['/api/v1/sites?', '/api/v1/tags', '/api/v1/overview']);
  const submit = async () => {
    await remove.mutateAsync({ params: { site_id: site.id } }).then(
      () => {
        toast(say('site.deleted', { name: site.name }));
        void navigate({ to: '/o/$org/sites', params: { org } });
      },
      () => undefined,
    );
  };
  return (
    <Dialog
      open
      title={say('site.deleteTitle', { name: site.name })}
      submit={say('site.delete')}
      onSubmit={submit}
      busy={remove.isPending}
      onClose={onClose}
    >
      <p>{say('sites.delete.what', { count: 1 })}</p>
      {remove.error !== null && <p role="alert">{explain(remove.error)}</p>}
    </Dialog>
  );
}
