import type { View } from '../list/saved-views.ts';
import { useOverview } from '../shell/overview.ts';
import { useText } from '../text/text.tsx';

/** Views that everybody has. Those of which the home page knows the number show it. */
export function useBuiltInViews(): readonly View[] {
  const say = useText();
  const tally = useOverview().data?.data.sites;
  return [
    { name: say('sites.view.all'), search: {}, count: tally?.total },
    { name: say('sites.view.security'), search: { status: 'security' }, count: tally?.status.security },
    { name: say('sites.view.silent'), search: { freshness: 'silent' }, count: tally?.freshness.silent },
    { name: say('sites.view.coreEnds'), search: { core_end_before: '90' } },
    { name: say('sites.view.notPatched'), search: { not_patched_days: '30' } },
  ];
}
