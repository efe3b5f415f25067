import type * as contract from '../sessions.ts';
import type { ExamplesOf } from './example.ts';
import { ada } from './users.ts';

export const signIn: contract.SignIn = {
  access_token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhYjNjMCJ9.fI3x0sA',
  token_type: 'Bearer',
  expires_in: 900,
  user: ada,
};
const refreshToken = 'u4X0f8eBq2r7Tn5KpVb1';
const session: contract.Session = {
  id: '019ab3d1-77a0-7d24-b0f8-5c4b3a291807',
  created_at: '2026-11-20T08:02:11Z',
  last_used_at: '2026-11-20T09:41:07Z',
  expires_at: '2026-12-20T08:02:11Z',
  user_agent: 'curl/8.14.1',
  address: '192.0.2.17',
  is_current: true,
};

export const sessions: ExamplesOf<typeof contract> = {
  refreshSession: {
    body: { refresh_token: refreshToken },
    data: { ...signIn, refresh_token: 'pW9c3mZd6y8Hs1LxRg4J' },
  },
  logout: { body: {}, data: null },
  listSessions: { data: [session] },
  endSession: { params: { session_id: session.id }, data: null },
};
