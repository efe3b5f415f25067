import type { Message } from '@patchlight/contract/messages';
import type { Facet } from '../list/facets.ts';
import { useText } from '../text/text.tsx';

export const messageFilters = ['kind', 'status'] as const;

const kinds = ['instant', 'daily', 'weekly', 'test'] as const satisfies readonly Message['kind'][];
const statuses = [
  'waiting',
  'delivered',
  'failed',
  'unchanged',
  'paused',
] as const satisfies readonly Message['status'][];

export function useMessageFacets(): readonly Facet[] {
  const say = useText();
  return [
    {
      id: 'kind',
      label: say('notifications.log.kind'),
      single: true,
      choices: kinds.map((value) => ({ value, label: say(`notifications.kind.${value}`) })),
    },
    {
      id: 'status',
      label: say('notifications.log.result'),
      single: true,
      choices: statuses.map((value) => ({ value, label: say(`notifications.status.${value}`) })),
    },
  ];
}
