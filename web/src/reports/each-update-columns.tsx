import type { ModuleUpdate } from '@patchlight/contract/reports';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { Risk, Version } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import type { UpdateRow } from './use-module-updates.ts';

/** Of a row for each site and module. */
export function useEachColumns(): readonly Column<UpdateRow>[] {
  const say = useText();
  const { org } = usePlace();
  const each = (column: Omit<Column<UpdateRow>, 'cell'> & { cell: (row: ModuleUpdate) => ReactNode }) => ({
    ...column,
    cell: (row: UpdateRow) => ('version' in row ? column.cell(row) : null),
  });
  return [
    each({
      id: 'status',
      head: say('sites.status'),
      width: 140,
      card: 'status',
      cell: ({ status }) => <Status status={status} />,
    }),
    each({
      id: 'site',
      head: say('reports.site'),
      card: 'first',
      cell: ({ site, organization }) => (
        <TwoLines
          name={
            <Link to="/o/$org/sites/$siteId" params={{ org, siteId: site.id }} title={site.name}>
              {site.name}
            </Link>
          }
          under={organization.name}
        />
      ),
    }),
    each({
      id: 'project',
      head: say('reports.project'),
      card: 'line',
      cell: ({ module, advisories, reason }) => (
        <TwoLines
          name={
            <Link to="/o/$org/modules/$moduleId" params={{ org, moduleId: module.id }}>
              {module.title ?? module.name}
            </Link>
          }
          under={advisories.map(({ id }) => id).join(', ') || (reason ?? module.name)}
        />
      ),
    }),
    each({
      id: 'installed',
      head: say('reports.installed'),
      label: say('reports.installed'),
      width: 128,
      below: 992,
      cell: ({ version }) => <Version version={version} />,
    }),
    each({
      id: 'fix',
      head: say('reports.fix'),
      label: say('reports.fix'),
      width: 176,
      cell: ({ version, fix, recommended }) => <Version version={fix?.version ?? recommended} from={version} />,
    }),
    each({
      id: 'risk',
      head: say('sites.risk'),
      label: say('sites.risk'),
      width: 152,
      below: 1200,
      cell: ({ risk }) => <Risk risk={risk} stacked />,
    }),
  ];
}
