import type { Site } from '@patchlight/contract/sites';
import { IconBellOff, IconServer, IconTag, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useMay } from '../api/organization.ts';
import { restOfTexts, useText } from '../text/text.tsx';
import { type BulkAction, BulkBar, BulkButtons } from '../ui/bulk-bar.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { EnvironmentDialog } from './environment-dialog.tsx';
import { TagDialog } from './tag-dialog.tsx';
import type { Chosen } from './use-bulk-change.ts';
import { useMuteSubject } from './use-mute-subject.ts';

// With its texts; the list itself does without.
const MuteDialog = lazy(async () => {
  const [{ MuteDialog }] = await Promise.all([import('../mutes/mute-dialog.tsx'), restOfTexts()]);
  return { default: MuteDialog };
});

interface BulkActionsProps {
  readonly chosen: Chosen;
  readonly count: number;
  /** Rows that are at hand; of them is known what a change does away with. */
  readonly known: readonly (Site | undefined)[];
  readonly matching: number | undefined;
  readonly onSelectMatching: () => void;
  readonly onClear: () => void;
}

/** What can be done with the sites that are chosen. */
export function BulkActions({ chosen, count, known, matching, onSelectMatching, onClear }: BulkActionsProps) {
  const say = useText();
  const reason = useRoleReason();
  const [open, setOpen] = useState<'tag' | 'environment' | 'mute' | 'delete'>();
  const mayWrite = reason(useMay('sites:write'));
  const mute = useMuteSubject(chosen, known);
  const mayDelete = reason(useMay('sites:delete'));
  const show = (what: typeof open) => () => setOpen(what);
  const actions: readonly BulkAction[] = [
    {
      label: say('sites.bulk.tag'),
      icon: IconTag,
      shortcut: 't',
      disabledReason: mayWrite,
      onSelect: show('tag'),
    },
    {
      label: say('sites.bulk.environment'),
      icon: IconServer,
      disabledReason: mayWrite,
      onSelect: show('environment'),
    },
    {
      label: say('sites.bulk.mute'),
      icon: IconBellOff,
      shortcut: 'm',
      disabledReason: mute.disabledReason,
      onSelect: show('mute'),
    },
    { label: say('sites.bulk.delete'), icon: IconTrash, disabledReason: mayDelete, onSelect: show('delete') },
  ];
  const dialog = { chosen, count, onClose: () => setOpen(undefined) };
  return (
    <>
      <BulkBar count={count} matching={matching} onSelectMatching={onSelectMatching} onClear={onClear}>
        <BulkButtons actions={actions} />
      </BulkBar>
      {open === 'tag' && <TagDialog {...dialog} />}
      {open === 'environment' && <EnvironmentDialog {...dialog} known={known} />}
      {open === 'mute' && mute.subject && (
        <Suspense>
          <MuteDialog subject={mute.subject} onClose={dialog.onClose} onMuted={onClear} />
        </Suspense>
      )}
      {open === 'delete' && <DeleteDialog {...dialog} onDeleted={onClear} />}
    </>
  );
}
