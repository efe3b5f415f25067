import { uuidOf } from './fleet.ts';
import type { Reader } from './reader.ts';

export const rowsOfPage = 25;
/** The one with a fifth of all sites. */
export const largest = { key: 1, id: uuidOf('organization', 1) };
export const firstPage = `/api/v1/reports/module-updates?organization_id=${largest.id}&per_page=${rowsOfPage}`;

export interface UpdatesPage {
  readonly data: { readonly rows: readonly { readonly site: { readonly id: string } }[] };
  readonly meta: { readonly page: number; readonly total: number };
  readonly links: { readonly next: string | null };
}

export async function readUpdates(reader: Reader, path: string): Promise<UpdatesPage> {
  // The contract says so, and the server's tests hold it to that.
  return JSON.parse((await reader.get(path)).body) as UpdatesPage;
}
