import type { Site } from '@patchlight/contract/sites';
import { useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { ApiError } from '../api/client.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { PageMissing } from '../shell/page-states.tsx';
import { useText } from '../text/text.tsx';
import { useTitle } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { ModulesTab } from './modules-tab.tsx';
import { SiteHead } from './site-head.tsx';
import { SiteNotices } from './site-notices.tsx';
import { SiteTabs, type TabName, tabOf } from './site-tabs.tsx';
import { UpdatesTab } from './updates-tab.tsx';
import { useSiteModules } from './use-site-modules.ts';

// What is not looked at first comes when it is.
const HistoryTab = lazy(() => import('./history-tab.tsx').then(({ HistoryTab }) => ({ default: HistoryTab })));
const PatchRunsTab = lazy(() => import('./patch-runs-tab.tsx').then(({ PatchRunsTab }) => ({ default: PatchRunsTab })));
const AdvisoriesTab = lazy(() =>
  import('./advisories-tab.tsx').then(({ AdvisoriesTab }) => ({ default: AdvisoriesTab })),
);
const ReportingTab = lazy(() => import('./reporting-tab.tsx').then(({ ReportingTab }) => ({ default: ReportingTab })));
const SettingsTab = lazy(() => import('./settings-tab.tsx').then(({ SettingsTab }) => ({ default: SettingsTab })));

const tabs: Record<TabName, (props: { site: Site }) => ReactNode> = {
  updates: UpdatesTab,
  modules: ModulesTab,
  history: HistoryTab,
  'patch-runs': PatchRunsTab,
  advisories: AdvisoriesTab,
  reporting: ReportingTab,
  settings: SettingsTab,
};

export function SitePage() {
  const say = useText();
  const { siteId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useApi('GET /api/v1/sites/{site_id}', { params: { site_id: siteId } });
  if (error instanceof ApiError && error.status === 404) return <PageMissing />;
  if (error !== null && data === undefined)
    return <ErrorPanel what={say('site.failed')} error={error} onRetry={refetch} />;
  if (data === undefined) return <LoadingSite />;
  return <LoadedSite key={data.data.id} site={data.data} />;
}

function LoadedSite({ site }: { site: Site }) {
  const [search] = useListSearch();
  const tab = tabOf(search);
  const modules = useSiteModules(site);
  const Tab = tabs[tab];
  return (
    <>
      <SiteHead site={site} modules={modules.data} />
      <SiteTabs site={site} modules={modules.data} current={tab} />
      <div className="stack">
        <SiteNotices site={site} />
        <Suspense fallback={<LoadingPanel />}>
          <Tab site={site} />
        </Suspense>
      </div>
    </>
  );
}

function LoadingSite() {
  const say = useText();
  useTitle(say('site.loading'));
  return (
    <div className="stack" aria-busy>
      <div style={{ height: 150 }}>
        <Skeleton width={260} height={24} />
      </div>
      <LoadingPanel />
    </div>
  );
}

function LoadingPanel() {
  return (
    <Panel>
      <div style={{ height: 400 }}>
        <Skeleton width="40%" />
      </div>
    </Panel>
  );
}
