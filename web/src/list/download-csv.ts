import { pathOf } from '@patchlight/contract/address';
import type { ErrorBody } from '@patchlight/contract/envelope';
import { type Address, ApiError, type InputOf } from '../api/client.ts';
import { accessToken, renewSession } from '../api/session.ts';
import { download } from '../ui/download.ts';

/**
 * Saves what an endpoint answers as CSV: every row that the query lets through. A link could not carry the access token.
 * Throws ApiError, or what fetch throws where the server cannot be reached.
 */
export async function downloadCsv<A extends Address>(address: A, { params, query }: InputOf<A> = {}): Promise<void> {
  const path = address.split(' ')[1] ?? '';
  const url = pathOf(path, { ...params }, { ...query, format: 'csv' });
  const token = accessToken();
  let response = await ask(url);
  if (response.status === 401 && (await renewSession(token))) response = await ask(url);
  if (!response.ok) throw await errorOf(response);
  download(nameOf(response) ?? `${path.split('/').at(-1)}.csv`, await response.blob());
}

function ask(url: string): Promise<Response> {
  return fetch(url, { headers: { accept: 'text/csv', authorization: `Bearer ${accessToken() ?? ''}` } });
}

async function errorOf(response: Response): Promise<ApiError> {
  const body: ErrorBody | null = await response.json().catch(() => null);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(response.status, body, Number.isFinite(seconds) ? seconds : null);
}

const nameOf = (response: Response) =>
  /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
