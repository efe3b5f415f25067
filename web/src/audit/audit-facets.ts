import type { Facet } from '../list/facets.ts';
import { useText } from '../text/text.tsx';

export const auditFilters = ['status', 'action', 'actor_id', 'site_id', 'request_id'] as const;
const ranges = { day: 1, week: 7, month: 30, quarter: 90 } as const;

export function useAuditFacets(): readonly Facet[] {
  const say = useText();
  return [
    {
      id: 'range',
      label: say('audit.range'),
      single: true,
      choices: (Object.keys(ranges) as (keyof typeof ranges)[]).map((value) => ({
        value,
        label: say(`audit.range.${value}`),
      })),
    },
    {
      id: 'status',
      label: say('audit.result'),
      single: true,
      choices: (['success', 'failure', 'denied'] as const).map((value) => ({
        value,
        label: say(`audit.result.${value}`),
      })),
    },
    { id: 'action', label: say('audit.action'), placeholder: 'site.created' },
    { id: 'request_id', label: say('audit.request') },
    { id: 'actor_id', label: say('audit.actorId') },
    { id: 'site_id', label: say('audit.siteId') },
  ];
}

/** From the beginning of the hour, so that the same question is not a new one each second. */
export function periodOf(range: string | undefined): { readonly from?: string } {
  const days = ranges[range as keyof typeof ranges];
  if (days === undefined) return {};
  const at = new Date(Date.now() - days * 86_400_000);
  at.setMinutes(0, 0, 0);
  return { from: at.toISOString() };
}
