import { ApiError, createClient } from '@patchlight/contract/client';
import type { SignIn } from '@patchlight/contract/sessions';
import type { User } from '@patchlight/contract/users';
import { useSyncExternalStore } from 'react';

/**
 * `starting`: not asked yet. `ended`: there was one in this tab, and whoever had it may sign in again over the page, where
 * everything that was typed still stands.
 */
export type Session =
  | { readonly state: 'starting' | 'signed-out' }
  | { readonly state: 'unreachable'; readonly error: unknown }
  | { readonly state: 'signed-in' | 'ended'; readonly user: User };

let session: Session = { state: 'starting' };
// It lives in memory only: a script from elsewhere that read storage would find nothing.
let token: string | undefined;
const listeners = new Set<() => void>();
const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('patchlight.session') : undefined;

// Without a credential: signing in, out and renewing go by the cookie, which no script can read.
const client = createClient({ baseUrl: location.origin, retries: 1 });

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

export const accessToken = (): string | undefined => token;
export const currentSession = (): Session => session;

export function useSession(): Session {
  return useSyncExternalStore(subscribe, currentSession);
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Finds out whether this browser is signed in. Never throws: a server that does not answer is a state. */
export async function startSession(): Promise<void> {
  try {
    if (!(await renewSession(undefined))) become({ state: 'signed-out' });
  } catch (error) {
    become({ state: 'unreachable', error });
  }
}

/** Throws ApiError: 401 where address or password is wrong, 429 after too many tries. */
export async function signIn(email: string, password: string): Promise<User> {
  const { data } = await client.at('POST /api/v1/auth/login', { body: { email, password } });
  return take(data);
}

export async function signOut(): Promise<void> {
  // A session that is gone already is signed out too.
  await client.at('POST /api/v1/auth/logout').catch(() => undefined);
  otherTabs?.postMessage('signed-out');
  leave();
}

/** What the person changed of themselves. */
export function userChanged(user: User): void {
  if (session.state === 'signed-in') become({ ...session, user });
}

/**
 * Renews the session, unless another call already did since `used` was sent. A refresh token is good for one use, so tabs
 * take turns. False when there is no session to renew; throws when the server cannot be asked.
 */
export async function renewSession(used: string | undefined): Promise<boolean> {
  return inTurn(async () => {
    if (token !== used) return token !== undefined;
    try {
      const { data } = await client.at('POST /api/v1/auth/refresh');
      take(data);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 429) throw error;
      token = undefined;
      if (session.state === 'signed-in') become({ state: 'ended', user: session.user });
      return false;
    }
  });
}

async function inTurn<T>(action: () => Promise<T>): Promise<T> {
  // Locks exist on https and on localhost only, which is where we are served.
  return 'locks' in navigator ? navigator.locks.request('patchlight.session', action) : action();
}

function take({ access_token, user }: SignIn): User {
  token = access_token;
  become({ state: 'signed-in', user });
  return user;
}

// Loaded anew: whoever signs in next in this tab finds nothing in memory of who was here before.
function leave(): void {
  token = undefined;
  location.assign('/sign-in');
}

otherTabs?.addEventListener('message', () => session.state === 'signed-in' && leave());
