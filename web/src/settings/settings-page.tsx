import { lazy, Suspense } from 'react';
import { everyOrganization, usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { MutesRegister } from '../mutes/mutes-register.tsx';
import { type TextId, useText } from '../text/text.tsx';
import { TabLink, Tabs } from '../ui/choices.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { DangerZone } from './danger-zone.tsx';
import { Deliveries } from './deliveries.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { NotificationDefaults } from './notification-defaults.tsx';
import { Revisions } from './revisions.tsx';
import { TagSettings } from './tag-settings.tsx';

const ChannelSettings = lazy(async () => {
  const { ChannelSettings } = await import('../channels/channel-settings.tsx');
  return { default: ChannelSettings };
});

const tabs = ['general', 'tags', 'mutes', 'notifications', 'channels', 'deliveries', 'revisions'] as const;

/** What holds for the whole organization. */
export function SettingsPage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const [search] = useListSearch();
  const tab = tabs.find((each) => each === search.tab) ?? 'general';
  const found = useApi(
    'GET /api/v1/organizations/{org_id}',
    { params: { org_id: organizationId ?? '' } },
    { enabled: organizationId !== undefined },
  );
  if (org === everyOrganization)
    return (
      <>
        <PageHead title={say('settings.title')} />
        <Panel>
          <Empty title={say('settings.choose')}>{say('settings.choose.why')}</Empty>
        </Panel>
      </>
    );
  if (found.error)
    return <ErrorPanel what={say('settings.failed')} error={found.error} onRetry={() => void found.refetch()} />;
  const organization = found.data?.data;
  const coming = (
    <Panel>
      <Skeleton width="40%" />
    </Panel>
  );
  return (
    <>
      <PageHead title={say('settings.title')} lead={organization?.name} />
      <Tabs label={say('settings.title')}>
        {tabs.map((each) => (
          <TabLink
            key={each}
            to="/o/$org/settings"
            params={{ org }}
            search={each === 'general' ? {} : { tab: each }}
            isCurrent={each === tab}
          >
            {say(`settings.tab.${each}` as TextId)}
          </TabLink>
        ))}
      </Tabs>
      {organization === undefined ? (
        coming
      ) : tab === 'tags' ? (
        <TagSettings org={organization.id} />
      ) : tab === 'mutes' ? (
        <MutesRegister organization={organization} />
      ) : tab === 'notifications' ? (
        <NotificationDefaults org={organization.id} />
      ) : tab === 'deliveries' ? (
        <Deliveries org={organization.id} />
      ) : tab === 'channels' ? (
        <Suspense fallback={coming}>
          <ChannelSettings org={organization.id} />
        </Suspense>
      ) : tab === 'revisions' ? (
        <Revisions org={organization.id} />
      ) : (
        <div className="stack">
          {/* Made anew when somebody else saved: a form over old values would take theirs back. */}
          <GeneralSettings key={organization.updated_at} organization={organization} />
          <DangerZone organization={organization} />
        </div>
      )}
    </>
  );
}
