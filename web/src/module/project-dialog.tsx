import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';

interface ProjectDialogProps {
  readonly open: boolean;
  readonly name: string;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onSubmit: (project: string) => void;
}

/** Asks which project of drupal.org a reported name is. */
export function ProjectDialog({ open, name, busy, onClose, onSubmit }: ProjectDialogProps) {
  const say = useText();
  const [project, setProject] = useState('');
  const [isWrong, setWrong] = useState(false);
  const send = () => {
    if (/^[a-z0-9_]+$/.test(project)) onSubmit(project);
    else setWrong(true);
  };
  return (
    <Dialog
      open={open}
      title={say('module.whichProject', { name })}
      onClose={onClose}
      submit={say('module.whichProject.submit')}
      onSubmit={send}
      busy={busy}
    >
      <TextField
        label={say('module.machineName')}
        hint={say('module.machineName.hint')}
        value={project}
        error={isWrong ? say('module.machineName.wrong') : undefined}
        onChange={(event) => {
          setProject(event.target.value.trim());
          setWrong(false);
        }}
        data-autofocus
      />
    </Dialog>
  );
}
