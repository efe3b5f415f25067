import { useApi } from '../api/queries.ts';
import type { Facet, FacetChoice } from '../list/facets.ts';
import { type TextId, useText } from '../text/text.tsx';
import { Status, statuses } from '../ui/status.tsx';
import type { SiteFilter } from './use-sites.ts';

export const environments = ['production', 'staging', 'development', 'testing', 'other'] as const;
export const freshnesses = ['fresh', 'late', 'silent', 'never'] as const;
const riskSteps = [
  [20, 'risk.highly_critical'],
  [15, 'risk.critical'],
  [10, 'risk.moderately_critical'],
] as const;

/** The ways to narrow the list, with how many sites each choice would give once somebody `isNear` to choosing. */
export function useSiteFacets(filter: SiteFilter, isNear: boolean): readonly Facet[] {
  const say = useText();
  const { data } = useApi('GET /api/v1/sites/facets', { query: filter }, { enabled: isNear, keepPrevious: true });
  const counts = data?.data;
  const named = <V extends string>(values: readonly V[], area: string, of: Record<V, number> | undefined) =>
    values.map((value) => ({ value, label: say(`${area}.${value}` as TextId), ...counted(of?.[value]) }));
  const days = (id: TextId, values: readonly number[]): readonly FacetChoice[] =>
    values.map((value) => ({ value: String(value), label: say(id, { days: value }) }));
  return [
    {
      id: 'status',
      label: say('sites.status'),
      negatable: true,
      choices: statuses.map((value) => ({
        value,
        label: <Status status={value} />,
        name: say(`status.${value}`),
        ...counted(counts?.status[value]),
      })),
    },
    {
      id: 'freshness',
      label: say('sites.freshness'),
      negatable: true,
      choices: named(freshnesses, 'freshness', counts?.freshness),
    },
    {
      id: 'environment',
      label: say('sites.environment'),
      negatable: true,
      choices: named(environments, 'environment', counts?.environment),
    },
    {
      id: 'tag',
      label: say('sites.tag'),
      negatable: true,
      choices: (counts?.tag ?? []).map(({ value, sites }) => ({ value, label: value, count: sites })),
    },
    {
      id: 'core',
      label: say('sites.core'),
      negatable: true,
      choices: (counts?.core ?? []).map(({ value, sites }) => ({
        value,
        label: value.replace(/\.$/, ''),
        count: sites,
      })),
    },
    {
      id: 'core_end_before',
      label: say('sites.coreEnd'),
      single: true,
      choices: [{ value: '0', label: say('sites.coreEnd.ended') }, ...days('sites.coreEnd.within', [30, 90, 180, 365])],
    },
    {
      id: 'min_risk',
      label: say('sites.minRisk'),
      single: true,
      choices: riskSteps.map(([from, level]) => ({
        value: String(from),
        label: say('sites.minRisk.from', { from, level: say(level) }),
      })),
    },
    {
      id: 'not_patched_days',
      label: say('sites.notPatched'),
      single: true,
      choices: days('sites.notPatched.for', [7, 30, 90]),
    },
    { id: 'module', label: say('sites.module'), placeholder: 'webform' },
    {
      id: 'muted',
      label: say('sites.muted'),
      single: true,
      choices: [
        { value: 'true', label: say('sites.muted.some') },
        { value: 'false', label: say('sites.muted.none') },
      ],
    },
  ];
}

const counted = (count: number | undefined) => (count === undefined ? {} : { count });
