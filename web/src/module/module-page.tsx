import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { PageMissing } from '../shell/page-states.tsx';
import { useText } from '../text/text.tsx';
import { TabCount, TabLink, Tabs } from '../ui/choices.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { Identity } from './identity.tsx';
import { ModuleAdoption } from './module-adoption.tsx';
import { ModuleAdvisories } from './module-advisories.tsx';
import type { ModuleFacts } from './module-facts.ts';
import { ModuleHead } from './module-head.tsx';
import { ModuleReleases } from './module-releases.tsx';
import { ModuleSites } from './module-sites.tsx';

const tabs = ['sites', 'releases', 'advisories', 'adoption'] as const;
type Tab = (typeof tabs)[number];
const ofProjects: readonly Tab[] = ['releases', 'advisories'];

/** Who runs which version of one module. */
export function ModulePage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const { moduleId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useApi('GET /api/v1/modules/{module_id}', {
    params: { module_id: moduleId },
    query: organizationId === undefined ? {} : { organization_id: organizationId },
  });
  const crumbs = [
    <Link key="modules" to="/o/$org/modules" params={{ org }}>
      {say('modules.title')}
    </Link>,
    <span key="module" className="truncate">
      {data?.data.title ?? data?.data.name ?? moduleId}
    </span>,
  ];
  if (data !== undefined) return <Loaded module={data.data} crumbs={crumbs} />;
  if (error instanceof ApiError && error.status === 404) return <PageMissing />;
  return (
    <>
      <PageHead title={moduleId} crumbs={crumbs} lead={error === null && <Skeleton width={320} />} />
      {error !== null && <ErrorPanel what={say('module.failed')} error={error} onRetry={() => void refetch()} />}
    </>
  );
}

function Loaded({ module, crumbs }: { module: ModuleFacts; crumbs: readonly ReactNode[] }) {
  const say = useText();
  const [search] = useListSearch();
  const shown = tabs.filter((tab) => !module.custom || !ofProjects.includes(tab));
  const current = shown.find((tab) => tab === search.tab) ?? 'sites';
  const counts = {
    sites: module.sites,
    advisories: module.advisories.length,
    releases: undefined,
    adoption: undefined,
  };
  return (
    <>
      <ModuleHead module={module} crumbs={crumbs} />
      {(module.custom || module.as_of === null) && <Identity module={module} />}
      <Tabs label={say('module.tabs')}>
        {shown.map((tab) => (
          <TabLink key={tab} to="." search={(tab === 'sites' ? {} : { tab }) as never} isCurrent={tab === current}>
            {say(`module.tab.${tab}`)}
            <TabCount value={counts[tab]} />
          </TabLink>
        ))}
      </Tabs>
      {current === 'sites' && <ModuleSites module={module} />}
      {current === 'releases' && <ModuleReleases module={module} />}
      {current === 'advisories' && <ModuleAdvisories module={module} />}
      {current === 'adoption' && <ModuleAdoption module={module} />}
    </>
  );
}
