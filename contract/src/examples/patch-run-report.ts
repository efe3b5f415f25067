import type * as contract from '../patch-run-report.ts';
import type { ExamplesOf } from './example.ts';
import { siteRef } from './sites.ts';

export const patchRunReport: ExamplesOf<typeof contract> = {
  reportPatchRun: {
    query: { period: 'monthly', from: '2026-09-01', to: '2026-11-01', timezone: 'Europe/Berlin' },
    data: {
      period: 'monthly',
      from: '2026-08-31T22:00:00Z',
      to: '2026-10-31T23:00:00Z',
      timezone: 'Europe/Berlin',
      closed: true,
      late_reports: 0,
      buckets: [
        {
          start: '2026-08-31T22:00:00Z',
          end: '2026-09-30T22:00:00Z',
          runs: 91,
          updates: 204,
          security_updates: 37,
          sites: 61,
        },
        {
          start: '2026-09-30T22:00:00Z',
          end: '2026-10-31T23:00:00Z',
          runs: 118,
          updates: 266,
          security_updates: 84,
          sites: 78,
        },
      ],
      lag: {
        security: { count: 121, p50_hours: 11.25, p90_hours: 63.5, max_hours: 134, by_days: [93, 23, 5, 0, 0, 0] },
        other: { count: 349, p50_hours: 137.5, p90_hours: 1448.75, max_hours: 4001, by_days: [61, 58, 70, 55, 40, 65] },
      },
      open_exposures: { count: 1, oldest_hours: 150.5 },
      breaches: [
        {
          site: siteRef,
          project: 'postcard',
          advisory: 'SA-CONTRIB-2026-042',
          release: null,
          hours: 134,
          target_hours: 72,
          open: false,
        },
      ],
      breach_count: 1,
    },
  },
};
