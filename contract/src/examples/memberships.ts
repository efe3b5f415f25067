import type * as contract from '../memberships.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { noor } from './users.ts';

const membership: contract.Membership = {
  id: '019ab3e2-10c4-7e35-8a17-4b3a29180716',
  user: { id: noor.id, name: noor.name, email: noor.email },
  organization: organizationRef,
  role: 'viewer',
  is_home: false,
  created_at: '2026-11-20T09:50:00Z',
};
const params = { membership_id: membership.id };

export const memberships: ExamplesOf<typeof contract> = {
  listMemberships: { query: { organization_id: organizationRef.id }, data: [membership] },
  createMembership: {
    body: { user_id: noor.id, organization_id: organizationRef.id, role: 'viewer' },
    data: membership,
  },
  updateMembership: { params, body: { role: 'developer' }, data: { ...membership, role: 'developer' } },
  deleteMembership: { params, data: null },
};
