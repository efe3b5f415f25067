import type { PatchRun } from '@patchlight/contract/patch-runs';
import type { Site } from '@patchlight/contract/sites';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { None, Version } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { Pairs, Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';

/** Updates that were applied: recorded by somebody, or seen in reports. */
export function PatchRunsTab({ site }: { site: Site }) {
  const say = useText();
  const [search, setSearch] = useListSearch();
  const [opened, setOpened] = useState<PatchRun>();
  const columns = useColumns();
  const list = useList(
    'GET /api/v1/sites/{site_id}/patch-run',
    { params: { site_id: site.id }, query: { sort: '-run_date' } },
    search,
  );
  if (list.error != null) return <ErrorPanel what={say('site.runsFailed')} error={list.error} onRetry={list.refetch} />;
  if (list.total === 0)
    return (
      <Panel>
        <Empty title={say('site.runs.none')}>{say('site.runs.none.why')}</Empty>
      </Panel>
    );
  return (
    <Panel
      flush
      title={say('site.tab.patch-runs')}
      foot={<ListFoot list={list} search={search} onChange={setSearch} />}
    >
      <DataTable
        caption={say('site.runs.caption')}
        columns={columns}
        rows={list.rows}
        rowKey={({ id }) => id}
        virtual={list.isVirtual}
        onVisible={list.onVisible}
        onOpen={setOpened}
      />
      {opened && <RunDialog run={opened} onClose={() => setOpened(undefined)} />}
    </Panel>
  );
}

function useColumns(): readonly Column<PatchRun>[] {
  const say = useText();
  const { dateTime } = useFormat();
  const sourceOf = useSource();
  return [
    {
      id: 'date',
      head: say('site.runs.date'),
      width: 176,
      card: 'first',
      cell: ({ run_date }) => dateTime(run_date),
    },
    {
      id: 'updates',
      head: say('site.updates'),
      card: 'line',
      cell: ({ updates: [first, ...others] }) =>
        first === undefined ? (
          <None />
        ) : (
          <T
            id="site.runs.what"
            project={<b key="project">{first.module}</b>}
            from={first.from_version ?? '–'}
            to={first.to_version ?? '–'}
            others={others.length}
          />
        ),
    },
    {
      id: 'security',
      head: say('sites.security'),
      width: 88,
      end: true,
      label: say('sites.security'),
      cell: ({ updates }) => updates.filter(({ security }) => security).length || <None />,
    },
    {
      id: 'source',
      head: say('site.runs.source'),
      width: 184,
      below: 992,
      cell: sourceOf,
    },
    {
      id: 'seen',
      head: say('site.runs.seen'),
      width: 136,
      below: 1200,
      card: 'hide',
      cell: ({ detected }) => <span className="muted">{say(detected ? 'site.runs.isSeen' : 'site.runs.notSeen')}</span>,
    },
  ];
}

function useSource(): (run: PatchRun) => string {
  const say = useText();
  return ({ source, recorded_by }) =>
    source === 'detected'
      ? say('site.runs.detected')
      : recorded_by?.name == null
        ? source
        : say('site.runs.by', { who: recorded_by.name, source });
}

function RunDialog({ run, onClose }: { run: PatchRun; onClose: () => void }) {
  const say = useText();
  const { dateTime } = useFormat();
  const sourceOf = useSource();
  const link =
    run.url === null ? (
      <None key="url" />
    ) : (
      <a key="url" href={run.url} rel="noreferrer" target="_blank" className="link">
        {run.url} <Icon of={IconExternalLink} size={12} />
      </a>
    );
  return (
    <Dialog open wide title={say('site.runs.of', { at: dateTime(run.run_date) })} onClose={onClose}>
      <Pairs
        pairs={[
          [say('site.runs.source'), sourceOf(run)],
          [say('site.runs.seen'), say(run.detected ? 'site.runs.isSeen' : 'site.runs.notSeen')],
          [say('site.run.url'), link],
          [say('site.run.note'), run.note ?? <None key="note" />],
        ]}
      />
      <DataTable
        caption={say('site.updates')}
        columns={[
          { id: 'module', head: say('site.project'), card: 'first', cell: ({ module }) => module },
          {
            id: 'from',
            head: say('site.run.from'),
            width: 120,
            cell: ({ from_version }) => <Version version={from_version} />,
          },
          {
            id: 'to',
            head: say('site.run.to'),
            width: 140,
            cell: ({ to_version, from_version }) => <Version version={to_version} from={from_version} />,
          },
          {
            id: 'security',
            head: say('sites.security'),
            width: 132,
            cell: ({ security }) => (security ? say('site.compare.closed') : <None />),
          },
        ]}
        rows={run.updates}
        rowKey={({ module }) => module}
        rowHeight="compact"
      />
    </Dialog>
  );
}
