import type * as contract from '../module-identities.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { ada } from './users.ts';

const decided = {
  decision: 'custom',
  project: null,
  decided_by: { id: ada.id, name: ada.name },
  decided_at: '2026-11-20T09:30:00Z',
} as const;
const params = { name: 'acme_shop' };

export const moduleIdentities: ExamplesOf<typeof contract> = {
  listUnmatchedModules: {
    query: { decided: 'false' },
    data: [
      {
        name: 'acme_shop',
        organization: organizationRef,
        organizations: 1,
        type: 'module',
        versions: ['1.4'],
        sites: 12,
        first_seen_at: '2026-04-08T07:00:00Z',
        reason: 'not_on_drupal_org',
        decision: null,
      },
    ],
  },
  identifyModule: {
    params,
    body: { organization_id: organizationRef.id, decision: 'custom' },
    data: { name: params.name, organization: organizationRef, ...decided },
  },
  forgetModuleIdentity: { params, query: { organization_id: organizationRef.id }, data: null },
};
