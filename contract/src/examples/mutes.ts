import type * as contract from '../mutes.ts';
import type { ExamplesOf } from './example.ts';
import { postcard, postcardAdvisory } from './modules.ts';
import { organizationRef } from './organizations.ts';
import { site, siteRef } from './sites.ts';
import { ada } from './users.ts';

const { id, title, published_at } = postcardAdvisory;
const person = { id: ada.id, name: ada.name };
const mute: contract.Mute = {
  id: '019ab3c6-5a10-7c31-8d24-5f60718293a4',
  organization: organizationRef,
  project: postcard,
  scope: 'site',
  site: siteRef,
  tags: [],
  up_to_version: '2.4.0',
  advisory: { id, title, published_at },
  reason: 'The form is switched off until the relaunch.',
  owner: person,
  ends_at: '2026-12-20T09:00:00Z',
  until_newer_release: false,
  hides: 1,
  created_by: person,
  created_at: '2026-11-20T09:00:00Z',
  updated_at: '2026-11-20T09:00:00Z',
  ended_at: null,
  ended_by: null,
  end_cause: null,
};
const params = { mute_id: mute.id };
const what = { project: postcard.name, site_id: site.id, up_to_version: '2.4.0', advisory: id };

export const mutes: ExamplesOf<typeof contract> = {
  listMutes: { query: { ends_within_days: 30 }, data: [mute] },
  getMute: { params, data: mute },
  createMute: { body: { ...what, reason: mute.reason, ends_at: '2026-12-20T09:00:00Z' }, data: mute },
  previewMute: {
    query: what,
    data: { sites: 1, security: 1, unsupported: 0, update: 0, unknown: 0, possible: 0, muted: 0 },
  },
  updateMute: {
    params,
    body: { ends_at: '2027-01-20T09:00:00Z' },
    data: { ...mute, ends_at: '2027-01-20T09:00:00Z', updated_at: '2026-12-18T09:00:00Z' },
  },
  endMute: {
    params,
    data: { ...mute, hides: 0, ended_at: '2026-12-01T09:00:00Z', ended_by: person, end_cause: 'person' },
  },
  changeMutes: {
    body: { action: 'extend', ids: [mute.id], ends_at: '2027-01-20T09:00:00Z' },
    data: { changed: [mute.id], skipped: [] },
  },
};
