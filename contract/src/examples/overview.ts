import type * as contract from '../overview.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory } from './modules.ts';
import { organizationRef } from './organizations.ts';
import { site, siteRef } from './sites.ts';

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
      oldest: {
        module: postcard,
        published_at: '2026-11-18T17:00:00Z',
        sites: 1,
        sites_named: [siteRef],
      },
      trend: [
        { at: '2026-11-13T00:00:00Z', open: null },
        { at: '2026-11-20T09:12:00Z', open: { critical: 1, moderate: 0, low: 0, unknown: 0, sites: 1 } },
      ],
      week_ago: {
        at: '2026-11-13T00:00:00Z',
        status: { security: 4, unsupported: 2, update: 15, unknown: 3, current: 60 },
        silent: 0,
      },
      strip: {
        sites: [{ id: site.id, name: site.name, status: 'security', freshness: 'fresh', tag: 'retail' }],
        more: 0,
      },
      activity: [
        {
          kind: 'report',
          at: '2026-11-20T08:00:04Z',
          site: { id: site.id, name: site.name },
          ...{ baseline: false, installed: 0, updated: 1, removed: 0 },
          module: postcard,
          version: '2.4.0',
          ...{ advisory: null, sites: null, actor: null },
        },
      ],
      advisory_window: { next_at: '2026-11-25T17:00:00Z', next_core_at: '2026-12-16T17:00:00Z' },
      last_advisory: {
        id: postcardAdvisory.id,
        title: postcardAdvisory.title,
        published_at: postcardAdvisory.published_at,
        sites: 1,
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
          oldest_published_at: postcardAdvisory.published_at,
          overdue_hours: -33,
          sites_named: [siteRef],
        },
      ],
      organizations: [{ organization: organizationRef, sites, modules, newest_report_at: newestReport }],
    },
  },
};
