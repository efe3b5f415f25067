import type * as bulk from '../bulk-sites.ts';
import type * as facets from '../site-facets.ts';
import type * as contract from '../sites.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';

export const siteKey = 'pl_site_Hq3vT9bWc5LxZ2mKd8RfYp7NsJg4Ve1aUx6T';

export const site: contract.Site = {
  id: '019ab3c4-90f2-7f46-9b28-3a2918071625',
  url: 'https://www.example.org',
  name: 'Example',
  description: null,
  organization: organizationRef,
  environment: 'production',
  tags: ['retail'],
  expected_interval_hours: 24,
  is_active: true,
  status: 'security',
  freshness: 'fresh',
  counts: {
    modules: 2,
    security: 1,
    unsupported: 0,
    update: 0,
    unknown: 0,
    current: 1,
    custom: 1,
    possible: 0,
    muted: 0,
  },
  risk: 16,
  drift: { fixed_in_repository: 1, fixed_on_site: 0, open_in_both: 0 },
  oldest_exposure_at: '2026-11-18T17:12:00Z',
  core_version: '10.6.12',
  php_version: '8.3.14',
  last_report_at: '2026-11-20T08:00:04Z',
  last_patch_run_at: '2026-10-14T09:30:00Z',
  reported_at: '2026-11-20T08:00:00Z',
  created_at: '2026-03-02T09:20:00Z',
  updated_at: '2026-03-02T09:20:00Z',
};
export const siteRef = { id: site.id, name: site.name, url: site.url };

const unreported: contract.Site = {
  ...site,
  status: 'unknown',
  freshness: 'never',
  counts: { ...site.counts, modules: 0, security: 0, current: 0, custom: 0 },
  risk: null,
  drift: null,
  oldest_exposure_at: null,
  core_version: null,
  php_version: null,
  last_report_at: null,
  last_patch_run_at: null,
  reported_at: null,
};
const params = { site_id: site.id };

export const sites: ExamplesOf<typeof contract> = {
  createSite: {
    body: { url: site.url, name: site.name, environment: 'production', tags: ['retail'] },
    data: { site: unreported, api_key: siteKey },
  },
  listSites: { query: { status: 'security,unsupported', tag: 'retail,!sandbox' }, data: [site] },
  getSite: { params, data: site },
  updateSite: {
    params,
    body: { description: 'The shop' },
    data: { ...site, description: 'The shop', updated_at: '2026-11-20T09:12:00Z' },
  },
  deleteSite: { params, data: null },
  restoreSite: { params, data: site },
};

export const siteFacets: ExamplesOf<typeof facets> = {
  getSiteFacets: {
    query: { status: 'security', environment: '!development' },
    data: {
      total: 1,
      status: { security: 1, unsupported: 2, update: 12, unknown: 3, current: 66 },
      freshness: { fresh: 1, late: 0, silent: 0, never: 0 },
      environment: { production: 1, staging: 1, development: 2, testing: 0, other: 0 },
      tag: [{ value: 'retail', sites: 1 }],
      core: [{ value: '10.6.', sites: 1 }],
    },
  },
};

export const bulkSites: ExamplesOf<typeof bulk> = {
  changeSites: {
    body: { action: 'add_tags', filter: { environment: 'production', tag: '!retail' }, tags: ['retail'] },
    data: { matched: 14, changed: 13, dry_run: false, skipped: [{ site_id: site.id, reason: 'too_many_tags' }] },
  },
};
