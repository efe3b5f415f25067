import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';

/** The organization that the page is about; undefined where it is about several. Who is no member has to ask for its name. */
export function useOrganizationHere(): { readonly id: string; readonly name: string } | undefined {
  const { organizationId, name } = usePlace();
  const isAsked = organizationId !== undefined && name === undefined;
  const input = { params: { org_id: organizationId ?? '' } };
  const found = useApi('GET /api/v1/organizations/{org_id}', input, { enabled: isAsked }).data?.data;
  return organizationId === undefined ? undefined : { id: organizationId, name: name ?? found?.name ?? '' };
}
