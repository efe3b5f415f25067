import type * as contract from '../messages.ts';
import { defaultPreferences } from '../notification-preferences.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';
import { ada } from './users.ts';

const message: contract.Message = {
  id: '019ab3c7-1a20-7d41-9e35-607182930a4b',
  kind: 'instant',
  organization: organizationRef,
  recipient: { id: ada.id, name: ada.name },
  subject: '[Security 17/25] Postcard: 3 of 12 sites exposed - fix 2.4.1',
  status: 'delivered',
  attempts: 1,
  answer: '250 2.0.0 accepted',
  window_start: null,
  window_end: null,
  created_at: '2026-11-18T17:06:12Z',
  sent_at: '2026-11-18T17:06:13Z',
};
const digest: contract.Message = {
  ...message,
  id: '019ab3c7-1a20-7d41-9e35-607182930a4c',
  kind: 'daily',
  subject: '2 fixed, 1 open security update - Thu 19 Nov',
  window_start: '2026-11-18T07:00:00Z',
  window_end: '2026-11-19T07:00:00Z',
  created_at: '2026-11-19T07:00:02Z',
  sent_at: '2026-11-19T07:00:03Z',
};
const params = { user_id: ada.id };
const { tags: _tags, site_ids: _siteIds, ...defaults } = defaultPreferences;

export const messages: ExamplesOf<typeof contract> = {
  listMessages: { params, query: { status: 'delivered' }, data: [digest, message] },
  resendMessage: {
    params: { ...params, message_id: message.id },
    data: { ...message, status: 'waiting', attempts: 0, answer: null, sent_at: null },
  },
  listOrganizationMessages: { params: { org_id: organizationRef.id }, query: { kind: 'instant' }, data: [message] },
  previewDigest: {
    params,
    body: { kind: 'daily', send: true },
    data: {
      subject: digest.subject,
      html: '<!doctype html><html lang="en">…</html>',
      text: '2 fixed, 1 open security update\n…',
      sent: true,
      unchanged: false,
    },
  },
  forecastMessages: {
    params,
    body: { notification_preferences: { events: { security_exposure: 'daily' } } },
    data: {
      from: '2026-11-15T09:00:00Z',
      to: '2026-11-22T09:00:00Z',
      messages: [{ at: '2026-11-19T07:00:00Z', kind: 'daily', subject: digest.subject, about: ['Postcard'] }],
      saved: 2,
      left_out: { off: 4, outside: 1, unchanged: 6 },
    },
  },
  getNotificationDefaults: { params: { org_id: organizationRef.id }, data: defaults },
  updateNotificationDefaults: {
    params: { org_id: organizationRef.id },
    body: { digest_hour: 7 },
    data: { ...defaults, digest_hour: 7 },
  },
  unsubscribe: {
    body: { token: '019ab3c0-4e10-7a02-8f1e-6d2c5b4a3901.daily.q1Zr8kBv0mXo3cYw7tLf2sHn5jPa9dGe4uRi6bTyKxM' },
    data: { email: 'a…@example.org', ended: 'daily' },
  },
  verifyAddress: { body: { token: 'q1Zr8kBv0mXo3cYw7tLf2sHn5jPa9dGe4uRi6bTyKxM' }, data: null },
  requestAddressVerification: { params, data: null },
  listMails: {
    query: { status: 'waiting' },
    data: [
      {
        id: '019ab3c7-1a20-7d41-9e35-607182930a4d',
        kind: 'invitation',
        recipient: 'noor@example.org',
        subject: 'Ada Martin invites you to Patchlight',
        status: 'waiting',
        attempts: 2,
        answer: '450 4.2.0 try again later',
        created_at: '2026-11-20T09:30:00Z',
        next_attempt_at: '2026-11-20T09:37:00Z',
        sent_at: null,
      },
    ],
  },
};
