import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import type { ListSearch } from '../list/search.ts';
import { periodBefore, periodOf } from './period.ts';

export const groupings = ['tag', 'site', 'organization'] as const;
export type Grouping = (typeof groupings)[number];

export function groupingOf({ group }: ListSearch): Grouping {
  return groupings.find((each) => each === group) ?? 'tag';
}

/** The report of the period in the address, and that of the period before it to compare with. */
export function usePatchRunReport(search: ListSearch) {
  const { organizationId } = usePlace();
  const scope = {
    ...(organizationId !== undefined && { organization_id: organizationId }),
    ...(search.tag !== undefined && { tag: search.tag }),
  };
  const query = { ...scope, ...periodOf(search), group_by: groupingOf(search) };
  const now = useApi('GET /api/v1/reports/patch-run', { query }, { keepPrevious: true });
  const report: PatchRunReport | undefined = now.data?.data;
  const before = useApi(
    'GET /api/v1/reports/patch-run',
    { query: { ...scope, ...(report && periodBefore(report)) } },
    { enabled: report !== undefined && !now.isPlaceholderData },
  );
  return { query, report, before: before.data?.data, error: now.error, refetch: () => void now.refetch() };
}
