import * as contract from '@patchlight/contract/organizations';
import type { Route } from '../http/route.ts';
import { createOrganization, getOrganization, listOrganizations } from './organizations.ts';

export function organizationRoutes(route: Route): void {
  route(contract.createOrganization, (ctx, { body }) => createOrganization(ctx, body));
  route(contract.listOrganizations, listOrganizations);
  route(contract.getOrganization, getOrganization);
}
