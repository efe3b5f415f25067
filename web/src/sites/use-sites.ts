import type { Site } from '@patchlight/contract/sites';
import type { InputOf } from '../api/client.ts';
import { usePlace } from '../api/organization.ts';
import { type ListSearch, queryOf } from '../list/search.ts';
import { type PagedList, useList } from '../list/use-list.ts';

/** What sites are picked out by; the names in the address are those of the API. */
export const siteFilters = [
  'status',
  'freshness',
  'environment',
  'tag',
  'core',
  'core_end_before',
  'min_risk',
  'not_patched_days',
  'module',
  'muted',
  'q',
] as const;

type Query = NonNullable<InputOf<'GET /api/v1/sites'>['query']>;
export type SiteFilter = Omit<Query, 'sort' | 'page' | 'per_page' | 'cursor'>;

export interface Sites {
  readonly list: PagedList<Site>;
  readonly filter: SiteFilter;
  readonly sort: string;
  readonly isNarrowed: boolean;
}

/** The sites that an address asks for. */
export function useSites(search: ListSearch): Sites {
  const { organizationId } = usePlace();
  const filter: SiteFilter = {
    ...filterOf(search),
    ...(organizationId !== undefined && { organization_id: organizationId }),
  };
  const sort = search.sort ?? '-risk';
  const list = useList('GET /api/v1/sites', { query: { ...filter, sort: sort as Query['sort'] } as Query }, search);
  return { list, filter, sort, isNarrowed: siteFilters.some((name) => search[name] !== undefined) };
}

const numbers: readonly string[] = ['core_end_before', 'min_risk', 'not_patched_days'];

/** In an address everything is text; changes of many sites are asked for with numbers. */
function filterOf(search: ListSearch): SiteFilter {
  return Object.fromEntries(
    Object.entries(queryOf(search, siteFilters)).map(([name, value]) => [
      name,
      numbers.includes(name) ? Number(value) : value,
    ]),
  );
}
