import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import type { ListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { Tabs } from '../ui/choices.tsx';

export const reportTabs = ['updates', 'lag', 'runs'] as const;
export type ReportTab = (typeof reportTabs)[number];

export function tabOf({ tab }: ListSearch): ReportTab {
  return reportTabs.find((each) => each === tab) ?? 'updates';
}

/** The reports. Going from one to the next keeps the tag, and the period where both have one. */
export function ReportTabs({ current, search }: { current: ReportTab | 'runway'; search: ListSearch }) {
  const say = useText();
  const { org } = usePlace();
  const { period, from, to, tag, group } = search;
  const kept = Object.fromEntries(
    Object.entries({ period, from, to, tag, group }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const searchOf = (tab: ReportTab): Record<string, string> =>
    tab === 'updates' || current === 'updates' || current === 'runway'
      ? { tab, ...(tag !== undefined && { tag }) }
      : { ...kept, tab };
  return (
    <Tabs label={say('reports.title')}>
      {reportTabs.map((tab) => (
        <Link
          key={tab}
          to="/o/$org/reports"
          params={{ org }}
          search={searchOf(tab)}
          activeProps={{}}
          aria-current={tab === current ? 'page' : undefined}
        >
          {say(`reports.${tab}`)}
        </Link>
      ))}
      <Link
        to="/o/$org/runway"
        params={{ org }}
        search={tag === undefined ? {} : { tag }}
        aria-current={current === 'runway' ? 'page' : undefined}
      >
        {say('reports.runway')}
      </Link>
    </Tabs>
  );
}
