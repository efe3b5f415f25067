import type * as contract from '../channels.ts';
import type { ExamplesOf } from './example.ts';
import { organizationRef } from './organizations.ts';

const channel: contract.Channel = {
  id: '019ab3d2-11f0-7a52-9c3e-6b7081920a1b',
  organization: organizationRef,
  type: 'webhook',
  name: 'Ticket system',
  url: 'https://tickets.example.org/hooks/patchlight',
  events: ['security_exposure', 'exposure_overdue'],
  tags: ['retail'],
  min_risk: 10,
  template: null,
  is_active: true,
  paused: null,
  failing_since: null,
  last_delivered_at: '2026-11-18T17:12:04Z',
  former_secret_until: null,
  created_at: '2026-11-02T09:00:00Z',
  updated_at: '2026-11-02T09:00:00Z',
};
const delivery: contract.ChannelDelivery = {
  id: '019ab3d4-22f1-7b63-8d4f-7c8192a30b2c',
  event: 'security_exposure',
  stage: 'opened',
  subject: 'SA-CONTRIB-2026-098: Postcard has a security hole on 3 sites',
  status: 'delivered',
  attempts: 2,
  status_code: 202,
  answer: 'accepted',
  next_attempt_at: null,
  created_at: '2026-11-18T17:12:00Z',
};
const slack: contract.Channel = {
  ...channel,
  id: '019ab3d2-11f0-7a52-9c3e-6b7081920a1c',
  type: 'slack',
  name: 'Operations',
  url: 'https://hooks.slack.com/…X7Qz',
  events: [],
  tags: [],
  min_risk: null,
};
const params = { channel_id: channel.id };
const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDbkqIHzQJp3A=';
const unused = { ...channel, last_delivered_at: null };

export const channels: ExamplesOf<typeof contract> = {
  listChannels: { query: { sort: 'name' }, data: [slack, channel] },
  createChannel: {
    body: {
      type: 'webhook',
      name: channel.name,
      url: channel.url,
      events: channel.events,
      tags: channel.tags,
      min_risk: channel.min_risk,
    },
    data: { channel: unused, secret },
  },
  getChannel: { params, data: channel },
  updateChannel: {
    params,
    body: { tags: [], min_risk: null },
    data: { ...channel, tags: [], min_risk: null, updated_at: '2026-11-20T09:00:00Z' },
  },
  deleteChannel: { params, data: null },
  testChannel: {
    params,
    data: { ...delivery, event: 'test', stage: null, subject: 'A test', attempts: 1, status_code: 204, answer: '' },
  },
  rotateChannelSecret: {
    params,
    data: { channel: { ...channel, former_secret_until: '2026-11-21T09:00:00Z' }, secret },
  },
  listChannelDeliveries: { params, query: { status: 'delivered' }, data: [delivery] },
  replayChannelDelivery: {
    params: { ...params, delivery_id: delivery.id },
    data: { ...delivery, status: 'waiting', attempts: 0, next_attempt_at: '2026-11-20T09:00:00Z' },
  },
};
