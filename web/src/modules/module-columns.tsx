import type { Module } from '@patchlight/contract/modules';
import { Link } from '@tanstack/react-router';
import { useText } from '../text/text.tsx';
import { Count, None, Version } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import { sitesOf, VersionsBar, worstStatus } from '../ui/versions-in-use.tsx';

/** How a module is addressed: another organization may have custom code of the same name. */
export const addressOf = ({ custom, id, name }: Module) => (custom ? id : name);

export function useModuleColumns(org: string): readonly Column<Module>[] {
  const say = useText();
  return [
    { id: 'status', head: say('modules.status'), width: 140, card: 'status', cell: (module) => <Worst {...module} /> },
    {
      id: 'project',
      head: say('modules.project'),
      card: 'first',
      sort: 'name',
      cell: (module) => (
        <TwoLines
          name={
            <Link
              to="/o/$org/modules/$moduleId"
              params={{ org, moduleId: addressOf(module) }}
              title={module.title ?? module.name}
            >
              {module.title ?? module.name}
            </Link>
          }
          under={<span className="mono small">{module.name}</span>}
        />
      ),
    },
    {
      id: 'type',
      head: say('modules.type'),
      width: 96,
      below: 1200,
      card: 'hide',
      cell: ({ type }) => (type === null ? <None /> : <span className="muted">{type}</span>),
    },
    {
      id: 'sites',
      head: say('modules.sites'),
      width: 72,
      end: true,
      label: say('modules.sites'),
      cell: ({ sites }) => <Count value={sites} />,
    },
    {
      id: 'versions',
      head: say('modules.versions'),
      width: 208,
      card: 'line',
      cell: ({ versions_in_use }) => (
        <span className="row">
          <VersionsBar versions={versions_in_use} />
          <span className="muted small">{say('modules.versionCount', { count: versions_in_use.length })}</span>
        </span>
      ),
    },
    {
      id: 'oldest',
      head: say('modules.oldest'),
      width: 120,
      below: 992,
      label: say('modules.oldest'),
      cell: ({ versions_in_use }) => <Version version={versions_in_use.at(-1)?.version ?? null} />,
    },
    {
      id: 'security',
      head: say('modules.security'),
      width: 104,
      end: true,
      label: say('modules.security'),
      cell: ({ versions_in_use }) => <Count value={sitesOf(versions_in_use, 'security')} />,
    },
    {
      id: 'supported',
      head: say('modules.supported'),
      width: 160,
      below: 1200,
      card: 'hide',
      cell: ({ supported_branches }) => <Version version={branches(supported_branches)} />,
    },
  ];
}

function Worst({ custom, versions_in_use }: Module) {
  const say = useText();
  const status = worstStatus(versions_in_use);
  if (status !== null) return <Status status={status} />;
  return custom ? <span className="muted">{say('modules.custom')}</span> : <None />;
}

/** `6.2.,6.3.` as people write it: `6.2.x, 6.3.x`. */
function branches(text: string | null): string | null {
  if (text === null || text === '') return null;
  return text
    .split(',')
    .map((branch) => `${branch.trim()}x`)
    .join(', ');
}
