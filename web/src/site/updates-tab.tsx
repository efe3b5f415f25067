import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconBellOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { ExportButton } from '../list/export-button.tsx';
import { MuteDialog } from '../mutes/mute-dialog.tsx';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { useSelection } from '../ui/table/selection.ts';
import { ComposerPanel } from './composer-panel.tsx';
import { grouped } from './grouped.ts';
import { useModuleColumns } from './module-columns.tsx';
import { NeverReported } from './never-reported.tsx';
import { isMuted, nameOf, type OpenStatus, openModules, useSiteModules } from './use-site-modules.ts';

const keyOf = ({ module }: SiteModule) => module.id;
const loading = new Array<undefined>(8).fill(undefined);

/** What the site should do, worst first, and what to type for it. */
export function UpdatesTab({ site }: { site: Site }) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const { data, error, refetch } = useSiteModules(site);
  const columns = useModuleColumns();
  const open = data && openModules(data);
  const [muting, setMuting] = useState<SiteModule>();
  const mayMute = useRoleReason()(useMay('mutes:write', site.organization.id));
  const selection = useSelection(open?.map(keyOf) ?? []);
  if (site.freshness === 'never') return <NeverReported site={site} />;
  if (error !== null && data === undefined)
    return <ErrorPanel what={say('site.modulesFailed')} error={error} onRetry={refetch} />;
  if (open?.length === 0) return <NothingToDo site={site} modules={data ?? []} />;
  const counts = grouped(open ?? [], ({ status }) => status);
  return (
    <>
      {open && <ComposerPanel open={open} selected={open.filter((row) => selection.has(keyOf(row)))} />}
      <Panel
        flush
        title={say('site.updates')}
        end={
          <ExportButton
            address="GET /api/v1/sites/{site_id}/modules"
            input={{ params: { site_id: site.id }, query: { include: 'custom' } }}
          />
        }
        foot={<Sums site={site} modules={data} open={open} />}
      >
        <DataTable
          caption={say('site.updates.caption', { count: open?.length ?? 0 })}
          columns={[
            columns.status,
            columns.project,
            columns.installed,
            columns.fix,
            columns.recommended,
            columns.risk,
            columns.behind,
            {
              id: 'mute',
              head: say('mutes.mute'),
              width: 72,
              end: true,
              below: 992,
              cell: (row) => (
                <Button
                  kind="plain"
                  small
                  icon={IconBellOff}
                  aria-label={say('mutes.rowAction', { project: nameOf(row) })}
                  disabledReason={mayMute}
                  onClick={() => setMuting(row)}
                />
              ),
            },
          ]}
          rows={open ?? loading}
          rowKey={keyOf}
          rowName={nameOf}
          rowHeight="normal"
          selection={selection}
          groupOf={({ status }) => ({
            key: status ?? '',
            head: <GroupHead status={status as OpenStatus} count={counts.get(status)?.length ?? 0} />,
          })}
          onOpen={({ module }) =>
            void navigate({ to: '/o/$org/modules/$moduleId', params: { org, moduleId: module.name } })
          }
        />
      </Panel>
      {muting && (
        <MuteDialog
          project={muting.module.name}
          title={nameOf(muting)}
          site={site}
          organization={site.organization}
          onClose={() => setMuting(undefined)}
        />
      )}
    </>
  );
}

function GroupHead({ status, count }: { status: OpenStatus; count: number }) {
  const say = useText();
  return (
    <>
      <Status status={status}>
        {say(`status.${status}`)} {count}
      </Status>
      <span>{say(`site.group.${status}`)}</span>
    </>
  );
}

interface SumsProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[] | undefined;
  readonly open: readonly SiteModule[] | undefined;
}

/** What is left out of the table, so that its numbers add up; and of when the data are. */
function Sums({ site, modules, open }: SumsProps) {
  const say = useText();
  const { dateTime } = useFormat();
  if (modules === undefined || open === undefined) return say('list.loading');
  const asOf = modules
    .flatMap(({ as_of }) => as_of ?? [])
    .sort()
    .at(-1);
  const { current, unknown, custom } = site.counts;
  return (
    <>
      <span>
        {say('site.sums', {
          open: open.length,
          all: modules.length,
          current,
          unknown,
          custom,
          muted: modules.filter(isMuted).length,
        })}
      </span>
      {asOf !== undefined && <span className="push">{say('site.dataFrom', { at: dateTime(asOf) })}</span>}
    </>
  );
}

function NothingToDo({ site, modules }: { site: Site; modules: readonly SiteModule[] }) {
  const say = useText();
  const { dateTime } = useFormat();
  return (
    <Panel>
      <Empty title={say(site.status === 'current' ? 'site.allCurrent' : 'site.nothingKnown')}>
        {say(site.counts.unknown > 0 ? 'site.allCurrent.butUnknown' : 'site.allCurrent.why', {
          count: modules.length,
          unknown: site.counts.unknown,
          at: site.reported_at === null ? '' : dateTime(site.reported_at),
        })}
      </Empty>
    </Panel>
  );
}
