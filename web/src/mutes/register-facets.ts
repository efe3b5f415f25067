import { useUser } from '../api/organization.ts';
import type { Facet } from '../list/facets.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';

export const muteFilters = ['state', 'project', 'tag', 'owner_id', 'ends_within_days'] as const;

export function useMuteFacets(): readonly Facet[] {
  const say = useText();
  const { days } = useFormat();
  const { id } = useUser();
  return [
    {
      id: 'state',
      label: say('mutes.state'),
      single: true,
      choices: (['active', 'ended', 'all'] as const).map((value) => ({ value, label: say(`mutes.state.${value}`) })),
    },
    {
      id: 'ends_within_days',
      label: say('mutes.ends.within'),
      single: true,
      choices: [7, 30, 90].map((value) => ({ value: String(value), label: days(value) })),
    },
    {
      id: 'owner_id',
      label: say('mutes.owner.short'),
      single: true,
      choices: [{ value: id, label: say('mutes.owner.mine') }],
    },
    { id: 'project', label: say('mutes.project'), placeholder: 'webform' },
    { id: 'tag', label: say('mutes.tag') },
  ];
}
