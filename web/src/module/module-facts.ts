import type { DataOf } from '../api/client.ts';

export type ModuleFacts = DataOf<'GET /api/v1/modules/{module_id}'>;

/** By what the sites of a module are narrowed. Their ids are those of the address and of the server. */
export const siteFilters = ['below', 'above', 'version', 'status', 'tag', 'muted'] as const;
