import type { ModuleVersion } from '@patchlight/contract/modules';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Chips, Day, None, Version } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import type { ModuleFacts } from './module-facts.ts';

/** What drupal.org has released, in its order, with the own sites on each. */
export function ModuleReleases({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { organizationId } = usePlace();
  const [search, setSearch] = useListSearch();
  const columns = useColumns();
  const list = useList(
    'GET /api/v1/modules/{module_id}/versions',
    {
      params: { module_id: module.id },
      query: organizationId === undefined ? {} : { organization_id: organizationId },
    },
    search,
  );
  if (list.error != null)
    return <ErrorPanel what={say('module.releases.failed')} error={list.error} onRetry={list.refetch} />;
  return (
    <Panel flush foot={<ListFoot list={list} search={search} onChange={setSearch} />}>
      {list.total === 0 ? (
        <Empty title={say('module.releases.none')}>{say('module.releases.none.why')}</Empty>
      ) : (
        <DataTable
          caption={say('module.releases.caption', { name: module.title ?? module.name })}
          columns={columns}
          rows={list.rows}
          rowKey={({ version, release_date }) => `${version} ${release_date}`}
          virtual={list.isVirtual}
          onVisible={list.onVisible}
        />
      )}
    </Panel>
  );
}

function useColumns(): readonly Column<ModuleVersion>[] {
  const say = useText();
  const { number } = useFormat();
  return [
    {
      id: 'version',
      head: say('module.release'),
      card: 'first',
      cell: ({ version, release_link }) =>
        release_link === null ? (
          <Version version={version} />
        ) : (
          <a href={release_link} rel="noreferrer" title={say('module.release.notes')}>
            <Version version={version} />
          </a>
        ),
    },
    {
      id: 'date',
      head: say('module.released'),
      width: 128,
      cell: ({ release_date, released }) =>
        released ? (
          <Day at={release_date} />
        ) : (
          <span className="muted" title={say('module.unlisted.why')}>
            {say('module.unlisted')}
          </span>
        ),
    },
    {
      id: 'status',
      head: say('modules.status'),
      width: 140,
      card: 'status',
      cell: ({ status }) => (status === null ? <None /> : <Status status={status} />),
    },
    {
      id: 'types',
      head: say('module.types'),
      width: 240,
      below: 992,
      card: 'line',
      cell: ({ types }) => <Chips names={types} most={2} />,
    },
    {
      id: 'supported',
      head: say('module.support'),
      width: 120,
      below: 1200,
      card: 'hide',
      cell: ({ supported }) =>
        supported === null ? <None /> : <span className="muted">{say(supported ? 'module.yes' : 'module.no')}</span>,
    },
    {
      id: 'core',
      head: say('module.needsCore'),
      width: 176,
      below: 992,
      label: say('module.needsCore'),
      cell: ({ core_compatibility }) => <Version version={core_compatibility} />,
    },
    {
      id: 'sites',
      head: say('modules.sites'),
      width: 80,
      end: true,
      label: say('modules.sites'),
      cell: ({ version, sites }) =>
        sites === 0 || version === null ? (
          <span className="muted">{number(sites)}</span>
        ) : (
          <Link
            to="."
            search={{ version } as never}
            className="link"
            title={say('module.versions.only', { count: sites, version })}
          >
            {number(sites)}
          </Link>
        ),
    },
  ];
}
