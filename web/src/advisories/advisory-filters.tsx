import type { Facet } from '../list/facets.ts';
import { type ListSearch, queryOf } from '../list/search.ts';
import { useText } from '../text/text.tsx';

export const filters = ['state', 'level', 'min_risk', 'project', 'tag', 'published_from', 'published_to', 'q'] as const;

const levels = ['highly_critical', 'critical', 'moderately_critical', 'less_critical', 'not_critical'] as const;
const states = ['exposed', 'possible', 'muted', 'fixed', 'all'] as const;

/** What the address asks of the server: without a state what is open; days begin at midnight UTC. */
export function advisoryQuery(
  search: ListSearch,
  sort: string,
  organizationId: string | undefined,
): Record<string, string> {
  const { published_from, published_to, ...others } = queryOf(search, filters);
  return {
    state: 'exposed',
    ...others,
    ...(published_from !== undefined && { published_from: instantOf(published_from) }),
    ...(published_to !== undefined && { published_to: instantOf(published_to) }),
    sort,
    ...(organizationId !== undefined && { organization_id: organizationId }),
  };
}

const instantOf = (text: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);

export function useAdvisoryFacets(): readonly Facet[] {
  const say = useText();
  return [
    {
      id: 'state',
      label: say('advisories.state'),
      single: true,
      choices: states.map((value) => ({ value, label: say(`advisories.state.${value}`) })),
    },
    {
      id: 'level',
      label: say('advisories.level'),
      choices: levels.map((value) => ({ value, label: say(`risk.${value}`) })),
    },
    { id: 'min_risk', label: say('advisories.minRisk'), placeholder: '15' },
    { id: 'project', label: say('advisories.project'), placeholder: 'webform' },
    { id: 'tag', label: say('module.tags'), placeholder: say('module.tags.hint') },
    { id: 'published_from', label: say('advisories.publishedFrom'), placeholder: '2026-08-01' },
    { id: 'published_to', label: say('advisories.publishedTo'), placeholder: '2026-09-01' },
  ];
}
