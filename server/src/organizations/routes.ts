import * as contract from '@patchlight/contract/organizations';
import type { Route } from '../http/route.ts';
import { getOrganization, listOrganizationRevisions, listOrganizations } from './organizations.ts';
import {
  createOrganization,
  deleteOrganization,
  restoreOrganization,
  updateOrganization,
} from './write-organization.ts';

interface OrganizationParts {
  readonly forgetKeysOf: (organizationId: number) => void;
}

export function organizationRoutes(route: Route, { forgetKeysOf }: OrganizationParts): void {
  route(contract.createOrganization, (ctx, { body }) => createOrganization(ctx, body));
  route(contract.listOrganizations, listOrganizations);
  route(contract.getOrganization, getOrganization);
  route(contract.updateOrganization, updateOrganization);
  route(contract.deleteOrganization, (ctx, input) => deleteOrganization(ctx, input, forgetKeysOf));
  route(contract.restoreOrganization, restoreOrganization);
  route(contract.listOrganizationRevisions, listOrganizationRevisions);
}
