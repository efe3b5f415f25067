import type { Advisory } from '@patchlight/contract/advisories';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { AdvisoryState } from '../ui/advisory-state.tsx';
import { Meter } from '../ui/charts/meter.tsx';
import { Day, None, Risk, Version } from '../ui/facts.tsx';
import { useSiteCounts } from '../ui/site-counts.ts';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import styles from './advisory-columns.module.css';

export function useAdvisoryColumns(org: string): readonly Column<Advisory>[] {
  const say = useText();
  const { list } = useFormat();
  const counts = useSiteCounts();
  return [
    {
      id: 'state',
      head: say('advisories.state'),
      width: 148,
      card: 'status',
      cell: ({ sites, withdrawn_at }) =>
        withdrawn_at === null ? (
          <AdvisoryState sites={sites} />
        ) : (
          <span className="muted">{say('advisory.withdrawn')}</span>
        ),
    },
    {
      id: 'advisory',
      head: say('advisories.projectAndAdvisory'),
      card: 'first',
      cell: (advisory) => (
        <TwoLines
          name={
            <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: advisory.id }} title={advisory.title}>
              {projectsOf(advisory)}
            </Link>
          }
          under={advisory.id}
        />
      ),
    },
    {
      id: 'risk',
      head: say('advisories.risk'),
      width: 148,
      sort: 'risk',
      descending: true,
      cell: ({ risk }) => <Risk risk={risk} stacked />,
    },
    {
      id: 'fixed',
      head: say('advisories.fixedIn'),
      width: 168,
      below: 992,
      label: say('advisories.fixedIn'),
      cell: ({ projects }) => {
        const versions = [...new Set(projects.flatMap(({ fixed_in }) => fixed_in))];
        if (versions.length === 0) return <None />;
        return (
          <span title={list(versions, 'or')}>
            <Version version={list(versions, 'or')} />
          </span>
        );
      },
    },
    {
      id: 'published',
      head: say('advisories.published'),
      width: 112,
      sort: 'published_at',
      descending: true,
      below: 1200,
      cell: ({ published_at }) => (
        <span className="muted">
          <Day at={published_at} />
        </span>
      ),
    },
    {
      id: 'sites',
      head: say('advisories.sites'),
      width: 188,
      sort: 'exposed',
      descending: true,
      card: 'line',
      cell: ({ sites }) => (
        <span className={styles.sites}>
          <Meter parts={sites} />
          <small>{counts(sites)}</small>
        </span>
      ),
    },
    {
      id: 'cve',
      head: say('advisories.cve'),
      width: 140,
      below: 1200,
      card: 'hide',
      cell: ({ aliases }) => {
        const cves = aliases.filter((alias) => alias.startsWith('CVE-'));
        if (cves.length === 0) return <None />;
        return (
          <span className="mono small muted" title={cves.join(', ')}>
            {cves[0]}
          </span>
        );
      },
    },
  ];
}

function projectsOf({ projects, title }: Advisory): string {
  const names = projects.map(({ module }) => module.title ?? module.name);
  return names.length === 0 ? title : names.join(', ');
}
