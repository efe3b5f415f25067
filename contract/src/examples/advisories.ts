import type * as contract from '../advisories.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory, postcardFix } from './modules.ts';
import { siteRef } from './sites.ts';

const { id, title, risk, level, published_at } = postcardAdvisory;
const advisory: contract.Advisory = {
  id,
  title,
  link: 'https://www.drupal.org/sa-contrib-2026-999',
  aliases: [],
  risk,
  level,
  published_at,
  modified_at: published_at,
  withdrawn_at: null,
  projects: [{ module: postcard, affected_versions: '<2.4.1', fixed_in: ['2.4.1'] }],
  sites: { exposed: 1, possible: 0 },
};

const facts: contract.AdvisoryRevision['after'] = {
  title,
  risk,
  risk_vector: null,
  withdrawn: false,
  projects: [{ project: postcard.name, affected_versions: '<2.4.1' }],
};

export const advisories: ExamplesOf<typeof contract> = {
  listAdvisories: { query: { state: 'exposed' }, data: [advisory] },
  getAdvisory: {
    params: { advisory_id: id },
    data: {
      ...advisory,
      details: 'Postcards could be read by everybody.',
      revisions: [
        {
          changed_at: '2026-11-19T09:00:00Z',
          before: { ...facts, projects: [{ project: postcard.name, affected_versions: '<2.4.0' }] },
          after: facts,
        },
      ],
      exposed_sites: [
        {
          site: siteRef,
          module: postcard.name,
          version: '2.4.0',
          exposure: 'affected',
          exposed_since: '2026-11-18T17:00:00Z',
          days_exposed: 1,
          fix: postcardFix,
        },
      ],
    },
  },
};
