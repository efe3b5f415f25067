import type * as contract from '../runway.ts';
import type { ExamplesOf } from './example.ts';

export const runway: ExamplesOf<typeof contract> = {
  getRunway: {
    query: {},
    data: {
      core: [
        {
          branch: '10.6',
          sites: 31,
          supported: true,
          security_coverage: { state: 'ending', ends_on: '2026-12-09', ends_with: null, update_to: '11' },
        },
        {
          branch: '11.4',
          sites: 53,
          supported: true,
          security_coverage: { state: 'covered', ends_on: null, ends_with: '11.6.0', update_to: null },
        },
      ],
      php: [
        { branch: '8.2', sites: 12, state: 'security', active_until: '2024-12-31', ends_on: '2026-12-31' },
        { branch: '8.4', sites: 72, state: 'active', active_until: '2026-12-31', ends_on: '2028-12-31' },
      ],
      as_of: '2026-11-20T06:10:00Z',
    },
  },
};
