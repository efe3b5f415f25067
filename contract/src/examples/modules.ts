import type * as contract from '../modules.ts';
import type { Fix, ModuleAdvisory } from '../verdicts.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { siteRef } from './sites.ts';

/** An invented project with one hole, closed by 2.4.1. */
export const postcard = {
  id: '019ab3c5-02d0-7279-9e5b-071625344352',
  name: 'postcard',
  title: 'Postcard',
  drupal_link: 'https://www.drupal.org/project/postcard',
};
export const postcardAdvisory: ModuleAdvisory = {
  id: 'SA-CONTRIB-2026-999',
  title: 'Postcard - Critical - Access bypass',
  risk: 16,
  level: 'critical',
  exposure: 'affected',
  fixed_in: ['2.4.1'],
  published_at: '2026-11-18T17:00:00Z',
};
export const postcardFix: Fix = {
  action: 'update',
  version: '2.4.1',
  same_branch: true,
  composer: "composer require 'drupal/postcard:^2.4.1' --with-all-dependencies",
  fits_core: true,
  core_compatibility: '^10.3 || ^11',
};

const asOf = '2026-11-20T06:10:00Z';
const module: contract.Module = {
  ...postcard,
  type: 'module',
  custom: false,
  project_status: 'published',
  supported_branches: '2.',
  sites: 1,
  versions_in_use: [{ version: '2.4.0', status: 'security', sites: 1 }],
  as_of: asOf,
};
const fixed: contract.ModuleVersion = {
  version: '2.4.1',
  released: true,
  release_date: '2026-11-18T16:40:00Z',
  release_link: 'https://www.drupal.org/project/postcard/releases/2.4.1',
  published: true,
  types: ['Security update'],
  security: true,
  insecure: false,
  supported: true,
  core_compatibility: '^10 || ^11',
  status: 'current',
  advisories: [],
  sites: 0,
};
const params = { module_id: postcard.name };

export const modules: ExamplesOf<typeof contract> = {
  listModules: { query: { q: 'post' }, data: [module] },
  getModule: {
    params,
    data: {
      ...module,
      adoption: [{ at: '2026-11-20T09:12:00Z', sites: 1, versions: [{ version: '2.4.0', sites: 1 }] }],
      advisories: [
        {
          id: postcardAdvisory.id,
          title: postcardAdvisory.title,
          risk: postcardAdvisory.risk,
          level: postcardAdvisory.level,
          published_at: postcardAdvisory.published_at,
          affected_versions: '<2.4.1',
          fixed_in: ['2.4.1'],
          sites: 1,
        },
      ],
    },
  },
  listModuleVersions: {
    params,
    data: [
      fixed,
      {
        ...fixed,
        version: '2.4.0',
        release_date: '2026-06-01T11:00:00Z',
        release_link: 'https://www.drupal.org/project/postcard/releases/2.4.0',
        types: ['Bug fixes', 'Insecure'],
        security: false,
        insecure: true,
        status: 'security',
        advisories: [{ id: postcardAdvisory.id, exposure: 'affected' }],
        sites: 1,
      },
    ],
  },
  listModuleSites: {
    params,
    query: { below: '2.4.1' },
    data: [
      {
        site: siteRef,
        organization: organizationRef,
        version: '2.4.0',
        status: 'security',
        running_since: '2026-06-03T08:00:00Z',
        muted: null,
      },
    ],
  },
};
