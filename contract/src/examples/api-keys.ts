import type * as contract from '../api-keys.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { site, siteKey } from './sites.ts';

const key: contract.ApiKey = {
  id: '019ab3c4-90f3-7057-ac39-291807162534',
  name: 'Example',
  type: 'site',
  organization_id: organizationRef.id,
  site_id: site.id,
  scopes: ['site'],
  prefix: siteKey.slice(0, 14),
  created_at: '2026-03-02T09:20:00Z',
  last_used_at: '2026-11-20T08:00:04Z',
  expires_at: null,
  revoked_at: null,
};
const unused: contract.ApiKey = { ...key, created_at: '2026-11-20T09:00:00Z', last_used_at: null };

export const apiKeys: ExamplesOf<typeof contract> = {
  createApiKey: {
    body: { name: 'Pipeline', type: 'organization', organization_id: organizationRef.id, scopes: ['read', 'report'] },
    data: {
      key: {
        ...unused,
        name: 'Pipeline',
        type: 'organization',
        site_id: null,
        scopes: ['read', 'report'],
        prefix: 'pl_org_Zc8nQ2',
      },
      api_key: 'pl_org_Zc8nQ2xV6tMb4LwKs9DyRf3HpGj7Te5aUq0Y',
    },
  },
  listApiKeys: { query: { site_id: site.id }, data: [key] },
  rotateApiKey: {
    params: { key_id: key.id },
    body: { overlap_hours: 24 },
    data: {
      key: { ...unused, id: '019ad10a-1c22-7168-8d4a-180716253443', prefix: 'pl_site_Mw6kR1' },
      api_key: 'pl_site_Mw6kR1cZ8vXt4BnLs2HyQf9DpJg5Ke3aUo7W',
    },
  },
  revokeApiKey: { params: { key_id: key.id }, data: null },
};
