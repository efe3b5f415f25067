import type { ModuleSite } from '@patchlight/contract/modules';
import { IconBellOff, IconCopy, IconTag } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useMay } from '../api/organization.ts';
import { MuteDialog } from '../mutes/mute-dialog.tsx';
import { TagDialog } from '../sites/tag-dialog.tsx';
import { useMuteSubject } from '../sites/use-mute-subject.ts';
import { useText } from '../text/text.tsx';
import { type BulkAction, BulkBar, BulkButtons } from '../ui/bulk-bar.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { useCopy } from '../ui/copy.tsx';
import { useErrorText } from '../ui/states.tsx';
import type { Selection } from '../ui/table/selection.ts';
import { toast } from '../ui/toasts.tsx';
import type { ModuleFacts } from './module-facts.ts';
import { siteLines } from './site-lines.ts';

/** Until so many all that match can be chosen: each of them is read, because a version is no filter of changes. */
const mostMatching = 1000;

interface ModuleBulkProps {
  readonly module: ModuleFacts;
  readonly selection: Selection;
  readonly rows: readonly (ModuleSite | undefined)[];
  readonly matching: number | undefined;
  /** Reads all that the filters let through. */
  readonly readMatching: () => Promise<readonly ModuleSite[]>;
}

/** What can be done with the sites that are chosen among those that run a module. */
export function ModuleBulk({ module, selection, rows, matching, readMatching }: ModuleBulkProps) {
  const say = useText();
  const errorText = useErrorText();
  const copy = useCopy();
  const [open, setOpen] = useState<'tag' | 'mute'>();
  const seen = useSeen(rows);
  const chosen = { ids: [...selection.ids] };
  const sites = chosen.ids.flatMap((id) => seen.get(id) ?? []);
  const mayWrite = useRoleReason()(useMay('sites:write'));
  const mute = useMuteSubject(
    chosen,
    sites.map(({ site, tags, organization }) => ({ id: site.id, name: site.name, tags, organization })),
  );
  const close = () => setOpen(undefined);
  const chooseMatching = async () => {
    const all = await readMatching();
    for (const row of all) seen.set(row.site.id, row);
    selection.setAll(
      all.map(({ site }) => site.id),
      true,
    );
  };
  const actions: readonly BulkAction[] = [
    {
      label: say('module.bulk.tag'),
      icon: IconTag,
      shortcut: 't',
      disabledReason: mayWrite,
      onSelect: () => setOpen('tag'),
    },
    // Custom code has no verdict that could be muted.
    ...(module.custom
      ? []
      : [
          {
            label: say('module.bulk.mute'),
            icon: IconBellOff,
            shortcut: 'm',
            disabledReason: mute.disabledReason,
            onSelect: () => setOpen('mute'),
          },
        ]),
    { label: say('module.copySites'), icon: IconCopy, onSelect: () => copy(siteLines(sites)) },
  ];
  return (
    <>
      <BulkBar
        count={chosen.ids.length}
        matching={matching !== undefined && matching <= mostMatching ? matching : undefined}
        onSelectMatching={() => void chooseMatching().catch((error) => toast(errorText(error)))}
        onClear={selection.clear}
      >
        <BulkButtons actions={actions} />
      </BulkBar>
      {open === 'tag' && <TagDialog chosen={chosen} count={chosen.ids.length} onClose={close} />}
      {open === 'mute' && mute.subject && (
        <MuteDialog subject={{ ...mute.subject, projects: [module] }} onClose={close} onMuted={selection.clear} />
      )}
    </>
  );
}

/** Every row that was shown so far: who turns the page still has chosen what was on the one before. */
function useSeen(rows: readonly (ModuleSite | undefined)[]): Map<string, ModuleSite> {
  const seen = useRef(new Map<string, ModuleSite>());
  for (const row of rows) if (row !== undefined) seen.current.set(row.site.id, row);
  return seen.current;
}
