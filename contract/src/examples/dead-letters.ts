import type * as contract from '../dead-letters.ts';
import type { ExamplesOf } from './example.ts';

const letter: contract.DeadLetter = {
  id: '019ab3d0-1f5c-7a20-8c44-6d1e2f3a4b5c',
  organization: { id: '019ab3c4-7a10-7c52-9e0b-5f6a7b8c9d01', name: 'Harbour Museums' },
  site: { id: '019ab3c4-90f2-7f46-9b28-3a2918071625', name: 'Shop', url: 'https://shop.example.org' },
  report_id: '019ab3cf-e201-7d93-a1b6-0c9d8e7f6a5b',
  received_at: '2026-11-20T09:12:00Z',
  dead_at: '2026-11-20T09:12:31Z',
  tries: 5,
  failure: 'value too long for type character varying(64)',
  bytes: 61,
  request_id: '5f7b3c1e-2d9a-4b60-8e17-9c0d6a4f2b38',
};
const params = { dead_letter_id: letter.id };

export const deadLetters: ExamplesOf<typeof contract> = {
  listDeadLetters: { query: { failure: 'too long' }, data: [letter] },
  getDeadLetter: {
    params,
    data: { ...letter, body: '{"extensions":[{"name":"postcard","version":"8.x-1.13"}]}', body_is_cut: false },
  },
  replayDeadLetter: { params, data: { replayed: 1 } },
  replayDeadLetters: { body: { failure: 'too long' }, data: { replayed: 12 } },
  dropDeadLetter: { params, data: null },
};
