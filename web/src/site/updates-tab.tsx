import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { ExportButton } from '../list/export-button.tsx';
import { useListSearch } from '../list/search.ts';
import { useTrail, wholeList } from '../list/trail.ts';
import { useText } from '../text/text.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { useSelection } from '../ui/table/selection.ts';
import { ComposerPanel } from './composer-panel.tsx';
import { grouped } from './grouped.ts';
import { useModuleColumns } from './module-columns.tsx';
import { MutedToggle, useMuting, useSiteMark } from './muting.tsx';
import { NeverReported } from './never-reported.tsx';
import { GroupHead, NothingToDo, Sums } from './updates-parts.tsx';
import { addressOf, isMuted, nameOf, openModules, useSiteModules } from './use-site-modules.ts';

const keyOf = ({ module }: SiteModule) => module.id;
const groupOf = (row: SiteModule) => (isMuted(row) ? 'muted' : (row.status ?? ''));
const loading = new Array<undefined>(8).fill(undefined);

/** What the site should do, worst first, and what to type for it; what is muted on demand. */
export function UpdatesTab({ site }: { site: Site }) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const [search] = useListSearch();
  const { data, error, refetch } = useSiteModules(site);
  const open = data && openModules(data);
  const muted = data?.filter(isMuted) ?? [];
  const isShown = search.muted === '1' && muted.length > 0;
  const rows = open && isShown ? [...open, ...muted] : open;
  useTrail('modules', wholeList(rows), addressOf);
  const columns = useModuleColumns();
  const markOf = useSiteMark(site, isShown, true);
  const selection = useSelection(rows?.map(keyOf) ?? []);
  const selected = rows?.filter((row) => selection.has(keyOf(row))) ?? [];
  const [current, setCurrent] = useState<SiteModule>();
  const muting = useMuting({ site, selected, current, onClear: selection.clear });
  if (site.freshness === 'never') return <NeverReported site={site} />;
  if (error !== null && data === undefined)
    return <ErrorPanel what={say('site.modulesFailed')} error={error} onRetry={refetch} />;
  const toggle = <MutedToggle count={muted.length} isShown={isShown} />;
  if (rows?.length === 0)
    return <NothingToDo site={site} modules={data ?? []} action={muted.length > 0 ? toggle : undefined} />;
  const counts = grouped(rows ?? [], groupOf);
  return (
    <>
      {open && open.length > 0 && <ComposerPanel open={open} selected={selected.filter((row) => !isMuted(row))} />}
      <Panel
        flush
        title={say('site.updates')}
        end={
          <>
            {muted.length > 0 && toggle}
            <ExportButton
              address="GET /api/v1/sites/{site_id}/modules"
              input={{ params: { site_id: site.id }, query: { include: 'custom' } }}
            />
          </>
        }
        foot={<Sums site={site} modules={data} open={open} />}
      >
        <DataTable
          caption={say('site.updates.caption', { count: rows?.length ?? 0 })}
          columns={[
            columns.status,
            columns.project,
            columns.installed,
            columns.fix,
            columns.recommended,
            columns.risk,
            columns.behind,
            muting.column,
          ]}
          rows={rows ?? loading}
          rowKey={keyOf}
          rowName={nameOf}
          rowHeight="normal"
          selection={selection}
          groupOf={(row) => {
            const key = groupOf(row);
            return { key, head: <GroupHead group={key} count={counts.get(key)?.length ?? 0} /> };
          }}
          detail={markOf}
          onMove={setCurrent}
          onOpen={({ module }) =>
            void navigate({ to: '/o/$org/modules/$moduleId', params: { org, moduleId: module.name } })
          }
        />
      </Panel>
      {muting.parts}
    </>
  );
}
