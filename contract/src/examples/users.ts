import { defaultPreferences } from '../notification-preferences.ts';
import type * as contract from '../users.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';

/** Who asks, in the examples. */
export const ada: contract.User = {
  id: '019ab3c0-4e10-7a02-8f1e-6d2c5b4a3901',
  name: 'Ada Martin',
  email: 'ada@example.org',
  role: 'organization_admin',
  organization: organizationRef,
  memberships: [{ organization: organizationRef, role: 'organization_admin' }],
  timezone: 'Europe/Berlin',
  locale: 'en',
  is_active: true,
  last_login: '2026-11-20T08:02:11Z',
  created_at: '2026-03-02T09:00:00Z',
  updated_at: '2026-03-02T09:00:00Z',
};

/** Whom it is about. */
export const noor: contract.User = {
  ...ada,
  id: '019ab3c0-4e10-7b13-a4c6-0e9d8c7b6a52',
  name: 'Noor Haddad',
  email: 'noor@example.org',
  role: 'developer',
  memberships: [{ organization: organizationRef, role: 'developer' }],
  last_login: null,
  created_at: '2026-11-20T09:30:00Z',
  updated_at: '2026-11-20T09:30:00Z',
};

const { timezone: _timezone, locale: _locale, ...member } = noor;
const preferences = { ...defaultPreferences, tags: [], site_ids: [] };
const detail: contract.UserDetail = {
  ...noor,
  notification_preferences: preferences,
  email_state: 'ok',
  email_pause_reason: null,
};
const params = { user_id: noor.id };

export const users: ExamplesOf<typeof contract> = {
  createUser: {
    body: { email: noor.email, name: noor.name, role: 'developer', organization_id: organizationRef.id },
    data: noor,
  },
  getUser: { params, data: detail },
  listUsers: { query: { role: 'developer' }, data: [member] },
  updateUser: {
    params,
    body: { role: 'viewer', notification_preferences: { events: { update_available: 'weekly' } } },
    data: {
      ...detail,
      role: 'viewer',
      memberships: [{ organization: organizationRef, role: 'viewer' }],
      notification_preferences: { ...preferences, events: { ...preferences.events, update_available: 'weekly' } },
      updated_at: '2026-11-20T09:41:07Z',
    },
  },
  deleteUser: { params, data: null },
  restoreUser: { params, data: detail },
};
