import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconBellOff, IconCalendar } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMay } from '../api/organization.ts';
import { useListSearch } from '../list/search.ts';
import { ChangeMutesDialog } from '../mutes/change-mutes-dialog.tsx';
import { MuteDialog } from '../mutes/mute-dialog.tsx';
import { MutedMark } from '../mutes/muted-mark.tsx';
import { useMuteOwners } from '../mutes/use-owners.ts';
import { useText } from '../text/text.tsx';
import { BulkBar } from '../ui/bulk-bar.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import type { Column } from '../ui/table/columns.ts';
import { isMuted, nameOf } from './use-site-modules.ts';

interface MutingProps {
  readonly site: Site;
  readonly selected: readonly SiteModule[];
  /** The row that the keyboard stands on. */
  readonly current: SiteModule | undefined;
  readonly onClear: () => void;
}

/** Muting of one row, of those that are chosen, or by a key; and another end for what is muted. */
export function useMuting({ site, selected, current, onClear }: MutingProps) {
  const say = useText();
  const [rows, setRows] = useState<readonly SiteModule[]>([]);
  const reason = useRoleReason()(useMay('mutes:write', site.organization.id));
  const [muted, open] = [selected.filter(isMuted), selected.filter((row) => !isMuted(row))];
  const mayByKey = selected.length === 0 && current !== undefined && reason === undefined;
  useShortcut(mayByKey ? 'm' : undefined, () => setRows(current === undefined ? [] : [current]));
  const column: Column<SiteModule> = {
    id: 'mute',
    head: say('mutes.column'),
    width: 80,
    end: true,
    below: 992,
    card: 'hide',
    cell: (row) => (
      <Button
        kind="plain"
        small
        icon={isMuted(row) ? IconCalendar : IconBellOff}
        aria-label={say(isMuted(row) ? 'mutes.change.of' : 'mutes.rowAction', { project: nameOf(row) })}
        disabledReason={reason}
        onClick={() => setRows([row])}
      />
    ),
  };
  const parts = (
    <>
      <BulkBar count={selected.length} onClear={onClear}>
        {open.length > 0 && (
          <Button kind="plain" icon={IconBellOff} shortcut="m" disabledReason={reason} onClick={() => setRows(open)}>
            {say('mutes.bulk.project', { count: open.length })}
          </Button>
        )}
        {muted.length > 0 && (
          <Button kind="plain" icon={IconCalendar} disabledReason={reason} onClick={() => setRows(muted)}>
            {say('mutes.change.title', { count: mutesOf(muted).length })}
          </Button>
        )}
      </BulkBar>
      {rows.length > 0 && <Dialogs site={site} rows={rows} onClose={() => setRows([])} onDone={onClear} />}
    </>
  );
  return { column, parts };
}

interface DialogsProps {
  readonly site: Site;
  readonly rows: readonly SiteModule[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Dialogs({ site, rows, onClose, onDone }: DialogsProps) {
  const ids = mutesOf(rows);
  const about = rows.map((row) => `${nameOf(row)}: ${row.muted?.reason}`).join(' · ');
  if (ids.length > 0) return <ChangeMutesDialog ids={ids} about={about} onClose={onClose} onChanged={onDone} />;
  const subject = { projects: rows.map(({ module }) => module), sites: [site], organization: site.organization };
  return <MuteDialog subject={subject} onClose={onClose} onMuted={onDone} />;
}

const mutesOf = (rows: readonly SiteModule[]): readonly string[] => [
  ...new Set(rows.flatMap(({ muted }) => muted?.mute_id ?? [])),
];

/** What is said of a muted row. */
export function useSiteMark(site: Site, enabled: boolean, below = false): (row: SiteModule) => ReactNode | undefined {
  const ownerOf = useMuteOwners({ site_id: site.id }, enabled);
  return ({ muted }) =>
    muted === null ? undefined : <MutedMark muted={muted} by={ownerOf(muted.mute_id)} below={below} />;
}

/** `1 muted`: shows them under the others, or no longer. */
export function MutedToggle({ count, isShown }: { count: number; isShown: boolean }) {
  const say = useText();
  const [, setSearch] = useListSearch();
  return (
    <Button
      kind="plain"
      small
      icon={IconBellOff}
      aria-pressed={isShown}
      onClick={() => setSearch({ muted: isShown ? undefined : '1' })}
    >
      {say('mutes.toggle', { count })}
    </Button>
  );
}
