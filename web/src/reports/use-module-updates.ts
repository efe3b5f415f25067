import type { ModuleUpdate, UpdateGroup } from '@patchlight/contract/reports';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { type ListSearch, queryOf } from '../list/search.ts';
import type { List } from '../list/use-list.ts';

export const updateGroupings = ['module', 'site', 'advisory', 'none'] as const;
export type UpdateGrouping = (typeof updateGroupings)[number];
export type UpdateRow = ModuleUpdate | UpdateGroup;

/** By project where the address says nothing. */
export function updateGroupingOf({ group }: ListSearch): UpdateGrouping {
  return updateGroupings.find((each) => each === group) ?? 'module';
}

export const updateFilters = ['status', 'severity', 'module', 'tag', 'period'] as const;
const size = 50;

/** A page of what asks for an update, and the sums over all of it. */
export function useModuleUpdates(search: ListSearch) {
  const { organizationId } = usePlace();
  const grouping = updateGroupingOf(search);
  const page = Math.max(1, Number(search.page ?? 1) || 1);
  const narrowed = {
    ...queryOf(search, updateFilters),
    ...(grouping !== 'none' && { group_by: grouping }),
    ...(organizationId !== undefined && { organization_id: organizationId }),
  };
  const { data, error, isFetching, dataUpdatedAt, refetch } = useApi(
    'GET /api/v1/reports/module-updates',
    { query: { ...narrowed, page, per_page: size } },
    { keepPrevious: true },
  );
  const total = data?.meta.total;
  const list: List<UpdateRow> = {
    rows: data?.data.rows ?? new Array<undefined>(12).fill(undefined),
    total,
    from: (page - 1) * size,
    page,
    pages: total === undefined ? 1 : Math.max(1, Math.ceil(total / size)),
    isVirtual: false,
    isLoading: total === undefined && error === null,
    isFetching,
    error: total === undefined ? error : undefined,
    updatedAt: dataUpdatedAt,
    refetch: () => void refetch(),
    onVisible: () => undefined,
  };
  return { list, summary: data?.data.summary, query: narrowed };
}
