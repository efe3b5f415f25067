import type * as contract from '../reports.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory, postcardFix } from './modules.ts';
import { organizationRef } from './organizations.ts';
import { siteRef } from './sites.ts';

export const reports: ExamplesOf<typeof contract> = {
  reportModuleUpdates: {
    query: { severity: 'critical' },
    data: {
      summary: { sites: 84, security: 1, unsupported: 0, update: 12, unknown: 3, muted: 1, possible: 0 },
      rows: [
        {
          organization: organizationRef,
          site: siteRef,
          module: postcard,
          version: '2.4.0',
          status: 'security',
          core_status: 'not_secure',
          reason: null,
          recommended: '2.4.1',
          latest: '2.4.1',
          security_updates: ['2.4.1'],
          fix: postcardFix,
          days_exposed: 1,
          advisories: [postcardAdvisory],
          risk: postcardAdvisory.risk,
          running_since: '2026-06-03T08:00:00Z',
          muted: null,
          as_of: '2026-11-20T06:10:00Z',
          reported_at: '2026-11-20T08:00:00Z',
        },
      ],
    },
  },
};
