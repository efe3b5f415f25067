import type * as contract from '../organizations.ts';
import type { ExamplesOf } from './example.ts';

export const organization: contract.Organization = {
  id: '019ab3c0-4e10-7c41-9d57-3f0b8a6c2e11',
  name: 'Example Agency',
  tax_id: null,
  timezone: 'Europe/Berlin',
  update_targets: { critical_hours: 72, other_hours: 336 },
  is_active: true,
  created_at: '2026-03-02T09:00:00Z',
  updated_at: '2026-03-02T09:00:00Z',
};
export const organizationRef = { id: organization.id, name: organization.name };

const params = { org_id: organization.id };
const renamed = { ...organization, name: 'Example Studio', updated_at: '2026-11-20T10:15:00Z' };

export const organizations: ExamplesOf<typeof contract> = {
  createOrganization: { body: { name: 'Example Agency', timezone: 'Europe/Berlin' }, data: organization },
  listOrganizations: { query: { q: 'example' }, data: [organization] },
  getOrganization: { params, data: organization },
  updateOrganization: { params, body: { name: 'Example Studio' }, data: renamed },
  deleteOrganization: { params, data: null },
  restoreOrganization: { params, data: organization },
  listOrganizationRevisions: {
    params,
    data: [
      {
        modified_at: renamed.updated_at,
        modified_by: { id: '019ab3c0-4e10-7a02-8f1e-6d2c5b4a3901', name: 'Ada Martin' },
        before: organization,
        after: renamed,
      },
    ],
  },
};
