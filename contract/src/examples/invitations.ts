import type * as contract from '../invitations.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { noor } from './users.ts';

const invitation: contract.Invitation = {
  id: noor.id,
  email: noor.email,
  name: noor.name,
  role: 'developer',
  organization: organizationRef,
  created_at: '2026-11-20T09:30:00Z',
  expires_at: '2026-11-21T09:30:00Z',
};
const params = { invitation_id: invitation.id };

export const invitations: ExamplesOf<typeof contract> = {
  listInvitations: { data: [invitation] },
  resendInvitation: { params, data: { ...invitation, expires_at: '2026-11-21T15:00:00Z' } },
  revokeInvitation: { params, data: null },
  acceptInvitation: { body: { token: 'the token of the mail', password: 'fifteen letters or more' }, data: noor },
};
