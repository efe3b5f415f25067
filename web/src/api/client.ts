import type { Address, EndpointByAddress } from '@patchlight/contract/address';
import { ApiError, type CallInput, createClient } from '@patchlight/contract/client';
import type { ResponseOf } from '@patchlight/contract/endpoint';
import type { Links, Meta } from '@patchlight/contract/envelope';
import { setPasswordChangeNeeded } from './password-change.ts';
import { accessToken, renewSession } from './session.ts';

export type { Address } from '@patchlight/contract/address';
export { ApiError, ConnectionError } from '@patchlight/contract/client';

export type InputOf<A extends Address> = CallInput<EndpointByAddress[A]>;
export type DataOf<A extends Address> = ResponseOf<EndpointByAddress[A]>;
export interface Answer<T> {
  readonly data: T;
  readonly meta: Meta;
  readonly links: Links;
}

const client = createClient({
  baseUrl: location.origin,
  retries: 1,
  fetch: (url, init) => {
    const headers = new Headers(init?.headers);
    const token = accessToken();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  },
});

/**
 * Calls an endpoint by its address. An access token that ran out is renewed once, by whichever tab is first; a session that
 * ended is told to `session.ts`, which asks the person to sign in again. Throws ApiError or ConnectionError.
 */
export async function call<A extends Address>(address: A, input: InputOf<A> = {}): Promise<Answer<DataOf<A>>> {
  const token = accessToken();
  try {
    return await client.at(address, input);
  } catch (error) {
    if (error instanceof ApiError && error.body?.error === 'password_change_required') setPasswordChangeNeeded(true);
    const hasEnded = error instanceof ApiError && error.status === 401 && token !== undefined;
    if (!hasEnded || !(await renewSession(token))) throw error;
    return client.at(address, input);
  }
}
