import type { SiteModule } from '@patchlight/contract/inventory';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Day, None, Risk, Version } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import styles from './site.module.css';
import { nameOf } from './use-site-modules.ts';

/** The columns of what a site runs; each tab shows some of them, and what it likes under what is muted. */
export function useModuleColumns(underMuted?: (row: SiteModule) => ReactNode) {
  const say = useText();
  const { days } = useFormat();
  const columns = {
    status: {
      id: 'status',
      head: say('sites.status'),
      width: 132,
      card: 'status',
      cell: ({ status, custom }) =>
        status === null ? (
          <span className="muted">{say(custom ? 'site.custom' : 'site.noVerdict')}</span>
        ) : (
          <Status status={status} />
        ),
    },
    project: {
      id: 'project',
      head: say('site.project'),
      card: 'first',
      cell: (row) => <Project row={row} end={row.muted && underMuted?.(row)} />,
    },
    installed: {
      id: 'installed',
      head: say('site.installed'),
      width: 108,
      label: say('site.has'),
      cell: ({ version }) => <Version version={version} />,
    },
    fix: {
      id: 'fix',
      head: say('site.securityFix'),
      width: 100,
      label: say('site.fix'),
      cell: ({ status, fix, version }) => {
        if (status !== 'security' || fix === null) return <None />;
        if (fix.version === null) return say(fix.action === 'remove' ? 'site.fix.remove' : 'site.fix.wait');
        return <Version version={fix.version} from={version} />;
      },
    },
    recommended: {
      id: 'recommended',
      head: say('site.recommended'),
      width: 124,
      label: say('site.recommended'),
      cell: ({ recommended, version }) => (
        <Version version={recommended === version ? null : recommended} from={version} />
      ),
    },
    risk: {
      id: 'risk',
      head: say('site.risk'),
      width: 184,
      below: 992,
      card: 'hide',
      cell: ({ risk }) => <Risk risk={risk} />,
    },
    type: {
      id: 'type',
      head: say('site.type'),
      width: 96,
      below: 992,
      card: 'hide',
      cell: ({ type }) => (type === null ? <None /> : typeText(say, type)),
    },
    since: {
      id: 'since',
      head: say('site.since'),
      width: 112,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ running_since }) => <Day at={running_since} />,
    },
    behind: {
      id: 'behind',
      head: say('site.behind'),
      width: 148,
      end: true,
      below: 1200,
      card: 'hide',
      cell: ({ behind }) =>
        !behind.releases && !behind.days ? (
          <None />
        ) : (
          <span className="muted">
            {[
              behind.releases !== null && say('site.behind.releases', { count: behind.releases }),
              behind.days !== null && days(behind.days),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        ),
    },
  } satisfies Record<string, Column<SiteModule>>;
  return columns;
}

function typeText(say: ReturnType<typeof useText>, type: string): string {
  const known = (['core', 'module', 'theme', 'profile'] as const).find((each) => each === type);
  return known === undefined ? type : say(`site.type.${known}`);
}

/** Title and machine name; under it the advisories and for how long the site has been exposed. */
function Project({ row, end }: { row: SiteModule; end: ReactNode }) {
  const say = useText();
  const { org } = usePlace();
  const { module, custom } = row;
  const about = useAbout(row);
  return (
    <>
      <span className={styles.project}>
        <Link
          to="/o/$org/modules/$moduleId"
          params={{ org, moduleId: custom ? module.id : module.name }}
          title={nameOf(row)}
          className={`${styles.name} truncate`}
        >
          {nameOf(row)}
        </Link>
        {module.title !== null && <span className={styles.machine}>{module.name}</span>}
      </span>
      {about !== undefined && <span className={styles.about}>{about}</span>}
      {end}
      {row.stale && <span className={styles.about}>{say('site.stale')}</span>}
    </>
  );
}

function useAbout({ advisories, days_exposed, status, patches }: SiteModule): string | undefined {
  const say = useText();
  const { days } = useFormat();
  const [first] = advisories;
  const parts = [
    first && say('site.advisories', { first: first.id, more: advisories.length - 1 }),
    first === undefined && status === 'security' && say('site.noAdvisory'),
    days_exposed !== null && days(days_exposed),
    status === 'unsupported' && say('site.noMoreReleases'),
    patches.length > 0 && say('site.patched', { count: patches.length }),
  ].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(', ');
}
