import { useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { type Chosen, useBulkChange } from './use-bulk-change.ts';

interface BulkDialogProps {
  readonly chosen: Chosen;
  readonly count: number;
  readonly onClose: () => void;
}

/** Puts one tag on the chosen sites, or takes it off them. */
export function TagDialog({ chosen, count, onClose }: BulkDialogProps) {
  const say = useText();
  const explain = useErrorText();
  const { organizationId } = usePlace();
  const { apply, isBusy } = useBulkChange(chosen);
  const [how, setHow] = useState<'add_tags' | 'remove_tags'>('add_tags');
  const [tag, setTag] = useState('');
  const [error, setError] = useState<string>();
  const query = organizationId === undefined ? {} : { organization_id: organizationId };
  const known = useApi('GET /api/v1/tags', { query: { ...query, per_page: 100 } }).data?.data ?? [];
  const submit = async () => {
    const tags = [tag.trim()];
    if (tags[0] === '') return setError(say('sites.tag.missing'));
    if (tags[0]?.includes(',')) return setError(say('sites.tag.comma'));
    const back = how === 'add_tags' ? 'remove_tags' : 'add_tags';
    try {
      await apply({ action: how, tags }, (ids) => [[{ action: back, tags }, ids]]);
      onClose();
    } catch (failure) {
      setError(explain(failure));
    }
  };
  return (
    <Dialog
      open
      title={say('sites.tag.title', { count })}
      submit={say(how === 'add_tags' ? 'sites.tag.add' : 'sites.tag.remove')}
      onSubmit={submit}
      busy={isBusy}
      onClose={onClose}
    >
      <Segmented
        label={say('sites.bulk.tag')}
        value={how}
        choices={[
          { value: 'add_tags', label: say('sites.tag.add') },
          { value: 'remove_tags', label: say('sites.tag.remove') },
        ]}
        onChange={setHow}
      />
      <TextField
        label={say('sites.tag')}
        value={tag}
        error={error}
        maxLength={64}
        list="known-tags"
        onChange={(event) => {
          setTag(event.target.value);
          setError(undefined);
        }}
        data-autofocus
      />
      <datalist id="known-tags">
        {known.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Dialog>
  );
}
