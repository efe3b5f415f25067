import type { OrganizationRole } from '@patchlight/contract/roles';

/** Roles that somebody can be given in an organization. */
export const memberRoles = ['viewer', 'developer', 'organization_admin'] as const satisfies readonly OrganizationRole[];
