import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import styles from './columns-menu.module.css';
import type { useSavedViews } from './saved-views.ts';
import type { ListSearch } from './search.ts';

interface SaveViewDialogProps {
  readonly saved: ReturnType<typeof useSavedViews>;
  readonly search: ListSearch;
  readonly onClose: () => void;
}

/** Keeps what is looked at under a name, and lets go of what was kept before. */
export function SaveViewDialog({ saved, search, onClose }: SaveViewDialogProps) {
  const say = useText();
  const explain = useErrorText();
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const isKnown = saved.views.some((view) => view.name.toLowerCase() === name.trim().toLowerCase());
  const submit = async () => {
    if (name.trim() === '') return setError(say('views.nameMissing'));
    try {
      await saved.save(name.trim(), search);
      toast(say('views.saved', { name: name.trim() }));
      onClose();
    } catch (failure) {
      setError(explain(failure));
    }
  };
  return (
    <Dialog
      open
      title={say('views.save')}
      submit={say(isKnown ? 'views.replace' : 'views.save')}
      onSubmit={submit}
      busy={saved.isBusy}
      onClose={onClose}
    >
      <TextField
        label={say('views.name')}
        hint={say('views.hint')}
        value={name}
        error={error}
        maxLength={100}
        onChange={(event) => {
          setName(event.target.value);
          setError(undefined);
        }}
        data-autofocus
      />
      {saved.views.length > 0 && (
        <div>
          <h3>{say('views.own')}</h3>
          <ul>
            {saved.views.map(({ id = '', name: each }) => (
              <li key={id} className={styles.column}>
                <span className="truncate">{each}</span>
                <IconButton
                  icon={IconTrash}
                  name={say('views.delete', { name: each })}
                  onClick={() => saved.remove(id).catch((failure) => setError(explain(failure)))}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
