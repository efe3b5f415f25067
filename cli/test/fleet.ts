import type { ReportReceipt, SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import type { Fix } from '@patchlight/contract/verdicts';

export const shopId = '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a10';
export const blogId = '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a11';
const organization = { id: '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a20', name: 'Acme' };

export function site(changes: Partial<Site> = {}): Site {
  return {
    id: shopId,
    url: 'https://shop.example.org',
    name: 'Shop',
    description: null,
    organization,
    environment: 'production',
    tags: ['prod'],
    expected_interval_hours: 24,
    is_active: true,
    status: 'security',
    freshness: 'fresh',
    counts: {
      modules: 12,
      security: 1,
      unsupported: 0,
      update: 2,
      unknown: 0,
      current: 8,
      custom: 1,
      possible: 0,
      muted: 0,
    },
    drift: null,
    risk: 16,
    oldest_exposure_at: null,
    core_version: '10.6.12',
    php_version: '8.3.14',
    last_patch_run_at: null,
    last_report_at: '2026-08-21T09:00:00Z',
    reported_at: '2026-08-21T09:00:00Z',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    ...changes,
  };
}

export function fixTo(version: string): Fix {
  const composer = null; // its own lines are made here, of several updates at once
  return { action: 'update', version, same_branch: true, composer, fits_core: true, core_compatibility: '^10 || ^11' };
}

export const toRemove: Fix = {
  action: 'remove',
  version: null,
  same_branch: null,
  composer: null,
  fits_core: null,
  core_compatibility: null,
};

export function siteModule(name: string, changes: Partial<SiteModule> = {}): SiteModule {
  return {
    module: { id: '0192f0c1-7c4e-7b0a-9c55-2f7f6f1d9a30', name, title: null, drupal_link: null },
    type: 'module',
    custom: false,
    version: '2.0.11',
    datestamp: null,
    running_since: null,
    status: 'security',
    core_status: 'not_secure',
    reason: null,
    recommended: '2.0.13',
    latest: '2.0.13',
    security_updates: ['2.0.13'],
    also: [],
    fix: fixTo('2.0.13'),
    days_exposed: 8,
    flags: [],
    update_available: true,
    security_update: true,
    advisories: [
      {
        id: 'SA-CONTRIB-2026-098',
        title: 'Access bypass',
        risk: 16,
        level: 'critical',
        exposure: 'affected',
        fixed_in: ['2.0.13'],
        published_at: '2026-08-12T17:00:00Z',
      },
    ],
    risk: 16,
    behind: { releases: 2, days: 40 },
    extensions: [],
    patches: [],
    repository: null,
    muted: null,
    as_of: '2026-08-21T06:00:00Z',
    stale: false,
    reported_at: '2026-08-21T09:00:00Z',
    ...changes,
  };
}

export function receipt(changes: Partial<ReportReceipt> = {}): ReportReceipt {
  return {
    report_id: shopId,
    status: 'applied',
    received_at: '2026-08-21T12:00:00Z',
    want: null,
    next_report_after_s: 86_400,
    warnings: [],
    ...changes,
  };
}
