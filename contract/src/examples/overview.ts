import type * as contract from '../overview.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory } from './modules.ts';
import { organizationRef } from './organizations.ts';

const sites = {
  total: 84,
  status: { security: 1, unsupported: 2, update: 12, unknown: 3, current: 66 },
  freshness: { fresh: 80, late: 2, silent: 1, never: 1 },
};
const modules = { security: 1, unsupported: 2, update: 31, unknown: 9, possible: 0, muted: 0 };
const newestReport = '2026-11-20T08:00:04Z';

export const overview: ExamplesOf<typeof contract> = {
  getOverview: {
    query: {},
    data: {
      sites,
      modules,
      newest_report_at: newestReport,
      exposures: {
        open: 1,
        highest_risk: postcardAdvisory.risk,
        oldest_published_at: postcardAdvisory.published_at,
      },
      as_of: '2026-11-20T06:10:00Z',
      fix_queue: [
        {
          module: postcard,
          sites: 1,
          risk: postcardAdvisory.risk,
          advisories: [
            { id: postcardAdvisory.id, title: postcardAdvisory.title, published_at: postcardAdvisory.published_at },
          ],
          fixed_in: ['2.4.1'],
        },
      ],
      organizations: [{ organization: organizationRef, sites, modules, newest_report_at: newestReport }],
    },
  },
};
