import { useMay } from '../api/organization.ts';
import { useListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { TabLink, Tabs } from '../ui/choices.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Feeds } from './feeds.tsx';
import { Jobs } from './jobs.tsx';
import { Mails } from './mails.tsx';
import { Organizations } from './organizations.tsx';
import { Readiness } from './readiness.tsx';
import { Unmatched } from './unmatched.tsx';

const parts = {
  organizations: Organizations,
  feeds: Feeds,
  jobs: Jobs,
  mails: Mails,
  deadLetters: DeadLetters,
  unmatched: Unmatched,
} as const;
type Part = keyof typeof parts;

/** The platform itself: tenants, what is fetched, what runs, what went wrong. For superusers. */
export function ConsolePage() {
  const say = useText();
  const gate = useMay('jobs:manage');
  const reason = useRoleReason()(gate);
  const [search] = useListSearch();
  const tabs = Object.keys(parts) as Part[];
  const tab = tabs.find((each) => each === search.tab) ?? 'organizations';
  const Contents = parts[tab];
  if (!gate.may)
    return (
      <>
        <PageHead title={say('console.title')} />
        <Panel>
          <Empty title={say('console.notYours')}>{reason}</Empty>
        </Panel>
      </>
    );
  return (
    <>
      <PageHead title={say('console.title')} facts={<Readiness />} />
      <Tabs label={say('console.title')}>
        {tabs.map((each) => (
          <TabLink
            key={each}
            to="/console"
            search={each === 'organizations' ? {} : { tab: each }}
            isCurrent={each === tab}
          >
            {say(`console.tab.${each}`)}
          </TabLink>
        ))}
      </Tabs>
      <Contents key={tab} />
    </>
  );
}
