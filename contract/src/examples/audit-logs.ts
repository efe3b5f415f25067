import type * as contract from '../audit-logs.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { site } from './sites.ts';
import { ada } from './users.ts';

export const auditLogs: ExamplesOf<typeof contract> = {
  listAuditLogs: {
    query: { action: 'site.updated', from: '2026-11-20T00:00:00Z' },
    data: [
      {
        id: '019ad0f7-58c0-75ac-918e-344352617089',
        created_at: '2026-11-20T09:12:00Z',
        action: 'site.updated',
        status: 'success',
        actor: { type: 'user', id: ada.id, name: ada.name },
        organization: organizationRef,
        site: { id: site.id, name: site.name },
        target: { type: 'site', id: site.id },
        before: { description: null },
        after: { description: 'The shop' },
        request_id: '5f7b3c1e-2d9a-4b60-8e17-9c0d6a4f2b38',
      },
    ],
  },
};
