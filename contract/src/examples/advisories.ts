import type * as contract from '../advisories.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory, postcardFix } from './modules.ts';
import { organizationRef } from './organizations.ts';
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
  sites: { exposed: 1, possible: 0, muted: 0, fixed: 0 },
};

const facts: contract.AdvisoryRevision['after'] = {
  title,
  risk,
  risk_vector: null,
  withdrawn: false,
  projects: [{ project: postcard.name, affected_versions: '<2.4.1' }],
};
const exposed: contract.AdvisorySite = {
  site: siteRef,
  organization: organizationRef,
  module: postcard.name,
  state: 'exposed',
  version: '2.4.0',
  exposed_since: '2026-11-18T17:00:00Z',
  days_exposed: 1,
  fix: postcardFix,
  muted: null,
  fixed_at: null,
  fixed_with: null,
  hours: null,
};
const params = { advisory_id: id };

export const advisories: ExamplesOf<typeof contract> = {
  listAdvisories: { query: { state: 'exposed' }, data: [advisory] },
  getAdvisory: {
    params,
    data: {
      ...advisory,
      risk_vector: 'AC:None/A:None/CI:Some/II:Some/E:Theoretical/TD:Uncommon',
      details: 'Postcards could be read by everybody.',
      revisions: [
        {
          changed_at: '2026-11-19T09:00:00Z',
          before: { ...facts, projects: [{ project: postcard.name, affected_versions: '<2.4.0' }] },
          after: facts,
        },
      ],
      timeline: [
        { at: '2026-11-18T17:00:00Z', exposed: 2, fixed: 0 },
        { at: '2026-11-19T17:00:00Z', exposed: 1, fixed: 1 },
      ],
      exposed_sites: [exposed],
      possible_sites: [],
      muted_sites: [],
      fixed_sites: [],
    },
  },
  listAdvisorySites: {
    params,
    query: { state: 'fixed' },
    data: [
      {
        ...exposed,
        state: 'fixed',
        exposed_since: null,
        days_exposed: null,
        fix: null,
        fixed_at: '2026-11-19T09:30:00Z',
        fixed_with: '2.4.1',
        hours: 16.5,
      },
    ],
  },
};
