import { IconBellOff, IconCalendar, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../api/organization.ts';
import { ExportButton } from '../list/export-button.tsx';
import { FilterBar } from '../list/filter-bar.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useText } from '../text/text.tsx';
import { BulkBar } from '../ui/bulk-bar.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { useSelection } from '../ui/table/selection.ts';
import { ChangeMutesDialog } from './change-mutes-dialog.tsx';
import { MuteDialog } from './mute-dialog.tsx';
import styles from './mutes.module.css';
import { useMuteColumns } from './register-columns.tsx';
import { muteFilters, useMuteFacets } from './register-facets.ts';

/** Every mute of an organization: those in force, and on demand those that are over. */
export function MutesRegister({ organization }: { organization: { readonly id: string; readonly name: string } }) {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const [open, setOpen] = useState<'new' | 'extend' | 'end'>();
  const reason = useRoleReason()(useMay('mutes:write'));
  const columns = useMuteColumns();
  const facets = useMuteFacets();
  const sort = search.sort ?? (search.state === 'ended' ? '-created_at' : 'ends_at');
  const input = { query: { ...queryOf(search, muteFilters), sort, organization_id: organization.id } as never };
  const list = useList('GET /api/v1/mutes', input, search, { skeletons: 5 });
  const selection = useSelection(list.rows.flatMap((row) => row?.id ?? []));
  const ids = [...selection.ids];
  const isNarrowed = muteFilters.some((name) => search[name] !== undefined);
  const clear = () => setSearch(Object.fromEntries(muteFilters.map((name) => [name, undefined])));
  const close = () => setOpen(undefined);
  const add = (
    <Button small icon={IconBellOff} shortcut="m" disabledReason={reason} onClick={() => setOpen('new')}>
      {say('mutes.register.new')}
    </Button>
  );
  return (
    <>
      <Panel
        flush
        title={say('settings.tab.mutes')}
        note={say('mutes.register.note')}
        end={add}
        foot={list.error == null && <ListFoot list={list} search={search} onChange={setSearch} />}
      >
        <FilterBar
          facets={facets}
          search={search}
          onChange={setSearch}
          end={<ExportButton address="GET /api/v1/mutes" input={input} />}
        />
        {list.error != null ? (
          <div className={styles.failed}>
            <ErrorPanel what={say('mutes.register.failed')} error={list.error} onRetry={list.refetch} />
          </div>
        ) : list.total === 0 ? (
          isNarrowed ? (
            <Empty
              title={say('list.nothingMatches')}
              actions={<Button onClick={clear}>{say('list.clearFilters')}</Button>}
            >
              {say('list.nothingMatches.why')}
            </Empty>
          ) : (
            <Empty title={say('mutes.register.none')}>{say('mutes.register.none.why')}</Empty>
          )
        ) : (
          <DataTable
            caption={say('mutes.register.caption')}
            list="mutes"
            columns={columns}
            rows={list.rows}
            rowKey={({ id }) => id}
            rowName={({ project }) => project.title ?? project.name}
            rowHeight="two-lines"
            sort={sort}
            onSort={(next) => setSearch({ sort: next })}
            virtual={list.isVirtual}
            onVisible={list.onVisible}
            {...(search.state !== 'ended' && { selection })}
          />
        )}
      </Panel>
      <BulkBar count={search.state === 'ended' ? 0 : ids.length} onClear={selection.clear}>
        <Button kind="plain" icon={IconCalendar} disabledReason={reason} onClick={() => setOpen('extend')}>
          {say('mutes.register.extend')}
        </Button>
        <Button kind="plain" icon={IconPlayerStop} disabledReason={reason} onClick={() => setOpen('end')}>
          {say('mutes.register.end')}
        </Button>
      </BulkBar>
      {open === 'new' && <MuteDialog subject={{ projects: [], sites: [], organization }} onClose={close} />}
      {(open === 'extend' || open === 'end') && (
        <ChangeMutesDialog ids={ids} action={open} onClose={close} onChanged={selection.clear} />
      )}
    </>
  );
}
