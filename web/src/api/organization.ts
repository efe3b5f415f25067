import { type OrganizationRole, type Permission, permissions, type Role, roleHas } from '@patchlight/contract/roles';
import type { User } from '@patchlight/contract/users';
import { useParams } from '@tanstack/react-router';
import { useSession } from './session.ts';

/** What stands in the address for everything that the person may see. */
export const everyOrganization = 'all';

export interface Place {
  /** As in the address: an id, or `all`. */
  readonly org: string;
  /** For queries: undefined where everything is looked at. */
  readonly organizationId: string | undefined;
  readonly name: string | undefined;
  readonly role: Role;
}

/** Who is signed in. Only for what is shown to somebody who is. */
export function useUser(): User {
  const session = useSession();
  if (session.state !== 'signed-in' && session.state !== 'ended') throw new Error('Nobody is signed in.');
  return session.user;
}

/** Which organization the page is about, and what the person is in it. */
export function usePlace(): Place {
  const { org = everyOrganization } = useParams({ strict: false });
  return placeOf(useUser(), org);
}

export function placeOf(user: User, org: string): Place {
  const organizationId = org === everyOrganization ? undefined : org;
  const membership = user.memberships.find(({ organization }) => organization.id === org);
  // In the view of everything each row has its own organization; what is offered there is what holds in all of them.
  const role = user.role === 'superuser' ? 'superuser' : (membership?.role ?? lowestRole(user));
  return { org, organizationId, name: membership?.organization.name ?? nameOfHome(user, org), role };
}

const nameOfHome = (user: User, org: string) => (user.organization?.id === org ? user.organization.name : undefined);

function lowestRole({ memberships }: User): Role {
  const all = memberships.map(({ role }) => role);
  return all.every((role) => roleHas(role, 'members:write')) && all.length > 0
    ? 'organization_admin'
    : all.every((role) => roleHas(role, 'sites:write')) && all.length > 0
      ? 'developer'
      : 'viewer';
}

/** Whether the person may do it here, or in the organization that is named, and which role could where they may not. */
export function useMay(permission: Permission, org?: string): { readonly may: boolean; readonly needs: Role } {
  const { org: here } = usePlace();
  const { role } = placeOf(useUser(), org ?? here);
  return { may: roleHas(role, permission), needs: permissions[permission] };
}

export type { OrganizationRole };
