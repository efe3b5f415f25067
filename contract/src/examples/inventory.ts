import type * as comparison from '../compare.ts';
import type * as contract from '../inventory.ts';
import type { SiteReport } from '../site-report.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory, postcardFix } from './modules.ts';
import { site } from './sites.ts';

/** Nothing more is needed: everything that is left out has a default. */
const report: SiteReport = {
  platform: { drupal: '10.6.12', php: '8.3.14' },
  extensions: [
    { name: postcard.name, version: '2.4.0' },
    { name: 'acme_shop', origin: 'custom' },
  ],
};
export const receipt: contract.ReportReceipt = {
  report_id: '019ad0e1-6a40-738a-af6c-162534435261',
  status: 'applied',
  received_at: '2026-11-20T08:00:04Z',
  want: null,
  next_report_after_s: 86_400,
  warnings: [],
};
const received: contract.ReceivedReport = {
  report_id: receipt.report_id,
  status: 'applied',
  reason: null,
  source: 'site',
  trigger: 'cron',
  agent: null,
  effective_at: '2026-11-20T08:00:00Z',
  received_at: receipt.received_at,
  sequence: null,
  baseline: false,
  changes: 1,
  warnings: [],
};
const siteModule: contract.SiteModule = {
  module: postcard,
  type: 'module',
  custom: false,
  version: '2.4.0',
  datestamp: null,
  running_since: '2026-06-03T08:00:00Z',
  status: 'security',
  core_status: 'not_secure',
  reason: null,
  recommended: '2.4.1',
  latest: '2.4.1',
  security_updates: ['2.4.1'],
  also: [],
  fix: postcardFix,
  days_exposed: 1,
  flags: [],
  update_available: true,
  security_update: true,
  advisories: [postcardAdvisory],
  risk: postcardAdvisory.risk,
  behind: { releases: 1, days: 170 },
  extensions: [{ name: postcard.name, type: 'module', installed: true }],
  patches: [],
  repository: { version: '2.4.1', status: 'current', since: '2026-11-20T07:30:00Z' },
  muted: null,
  as_of: '2026-11-20T06:10:00Z',
  stale: false,
  reported_at: '2026-11-20T08:00:00Z',
};
const params = { site_id: site.id };

export const inventory: ExamplesOf<typeof contract> = {
  sendSiteReport: { params, body: report, data: receipt },
  sendReport: { body: report, data: receipt },
  listSiteModules: { params, query: { status: 'security' }, data: [siteModule] },
  listSiteReports: { params, data: [received] },
  getSiteReport: { params: { ...params, report_id: receipt.report_id }, data: received },
  listSiteHistory: {
    params,
    query: { module: postcard.name },
    data: [
      {
        module: postcard,
        custom: false,
        change: 'updated',
        from_version: '2.3.2',
        to_version: '2.4.0',
        changed_at: '2026-06-03T08:00:00Z',
        ran_since: '2026-03-02T09:30:00Z',
        report_id: receipt.report_id,
      },
    ],
  },
};

export const compare: ExamplesOf<typeof comparison> = {
  compareSite: {
    params,
    query: { from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z' },
    data: {
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-20T00:00:00Z',
      added: [],
      removed: [],
      updated: [{ module: postcard, custom: false, from_version: '2.4.0', to_version: '2.4.1', security: true }],
      downgraded: [],
      changed: [],
      unchanged: 86,
    },
  },
};
