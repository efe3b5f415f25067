import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';

/** The numbers of the home page, which the bars around every page use too; one request for all. */
export function useOverview() {
  const { organizationId } = usePlace();
  return useApi(
    'GET /api/v1/overview',
    { query: organizationId === undefined ? {} : { organization_id: organizationId } },
    { keepPrevious: true },
  );
}
