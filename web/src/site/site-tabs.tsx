import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import type { ListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { TabCount, TabLink, Tabs } from '../ui/choices.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { openModules } from './use-site-modules.ts';

const names = ['updates', 'modules', 'history', 'patch-runs', 'advisories', 'reporting', 'settings'] as const;
export type TabName = (typeof names)[number];

export const tabOf = ({ tab }: ListSearch): TabName => names.find((name) => name === tab) ?? 'updates';

interface SiteTabsProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[] | undefined;
  readonly current: TabName;
}

export function SiteTabs({ site, modules, current }: SiteTabsProps) {
  const say = useText();
  const navigate = useNavigate();
  const { org } = usePlace();
  const params = { org, siteId: site.id };
  const searchOf = (name: TabName): ListSearch => (name === 'updates' ? {} : { tab: name });
  const go = (name: TabName) => void navigate({ to: '/o/$org/sites/$siteId', params, search: searchOf(name) });
  useShortcut('u', () => go('updates'));
  useShortcut('h', () => go('history'));
  useShortcut('p', () => go('patch-runs'));
  useShortcut('a', () => go('advisories'));
  const runs = useApi('GET /api/v1/sites/{site_id}/patch-run', {
    params: { site_id: site.id },
    query: { per_page: 1 },
  });
  const advisories = new Set(modules?.flatMap((module) => module.advisories.map(({ id }) => id)));
  const counts: Partial<Record<TabName, number | undefined>> = {
    updates: modules && openModules(modules).length,
    modules: modules?.length,
    'patch-runs': runs.data?.meta.total,
    advisories: modules && advisories.size,
  };
  return (
    <Tabs label={say('site.tabs')}>
      {names.map((name) => (
        <TabLink
          key={name}
          to="/o/$org/sites/$siteId"
          params={params}
          search={searchOf(name)}
          resetScroll={false}
          isCurrent={name === current}
        >
          {say(`site.tab.${name}`)}
          <TabCount value={counts[name]} />
        </TabLink>
      ))}
    </Tabs>
  );
}
