import { ada } from '@patchlight/contract/examples/users';
import type { OrganizationRole, Role } from '@patchlight/contract/roles';
import type { User } from '@patchlight/contract/users';
import { createMemoryHistory } from '@tanstack/react-router';
import { act, render } from '@testing-library/react';
import { vi } from 'vitest';
import { queryClient } from '../src/api/queries.ts';
import { signIn } from '../src/api/session.ts';
import { App } from '../src/app.tsx';
import { router } from '../src/router.tsx';
import { listenForShortcuts } from '../src/ui/shortcuts.ts';

export const organization = ada.organization ?? { id: '', name: '' };

/** Somebody with this role in the organization of the examples. */
export function person(role: Role): User {
  const memberships = role === 'superuser' ? [] : [{ organization, role: role as OrganizationRole }];
  return { ...ada, role, memberships };
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the server answers: data, or a whole Response, by `GET /api/v1/sites`; what is not here is not found. */
export type Answers = Readonly<Record<string, (asked: Asked) => unknown>>;

let container: HTMLElement | undefined;

/**
 * Opens a path of the application as somebody. Everything is real but `fetch`; gives what the server was asked, in order.
 */
export async function open(path: string, role: Role, answers: Answers): Promise<Asked[]> {
  const asked: Asked[] = [];
  const user = person(role);
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('min-width'),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }));
  vi.stubGlobal('fetch', async (url: string | URL, init?: RequestInit) => {
    const { pathname, searchParams } = new URL(url, location.origin);
    const method = init?.method ?? 'GET';
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    if (pathname === '/api/v1/auth/login') return envelope({ access_token: 'token', user });
    if (pathname === '/api/v1/events') return new Promise<Response>(() => undefined);
    const one: Asked = { method, path: pathname, query: Object.fromEntries(searchParams), body };
    asked.push(one);
    const answer = answers[`${method} ${pathname}`];
    if (answer === undefined) return failure(404, 'not_found', 'There is nothing here.');
    const given = answer(one);
    return given instanceof Response ? given : envelope(given);
  });
  queryClient.clear();
  // Signing in has the router look at where it is.
  if (container?.isConnected !== true)
    router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [path] }) });
  await signIn(user.email, 'secret');
  // The router is one for all tests of a file: where the application is still open, they go on in it.
  if (container?.isConnected === true) act(() => router.history.push(path));
  else {
    await router.load();
    listenForShortcuts();
    container = render(<App />).container;
  }
  return asked;
}

/** After each test: to a page that asks for nothing. The application stays open, as in a browser. */
export async function leave(): Promise<void> {
  await act(() => router.navigate({ to: '/forgot-password' }));
  vi.unstubAllGlobals();
}

export function envelope(data: unknown, total = Array.isArray(data) ? data.length : 1): Response {
  const meta = { page: 1, per_page: 50, total };
  return Response.json({ data, meta, links: { self: '', next: null, prev: null } });
}

export function failure(status: number, error: string, message: string): Response {
  return Response.json({ status_code: status, error, message, details: null, request_id: 'req-1' }, { status });
}
