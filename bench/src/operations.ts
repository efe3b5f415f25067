import type { Bed } from './bed.ts';
import { built } from './built.ts';
import type { Lab } from './lab.ts';

interface Page {
  readonly rows: readonly { readonly site: { readonly id: string } }[];
  readonly total: number;
}

/** The server's own operations in this process, on one connection, behind the walls between tenants. */
export interface Operations {
  pageOfUpdates(organization: number, rows: number): Promise<Page>;
  /** Brings sites up to date with verdicts that changed. */
  flagChangedSites(): Promise<unknown>;
}

interface OpenDatabase {
  openDatabase(
    address: { readonly url: string },
    options: { readonly max: number; readonly onError: (error: Error) => void },
  ): { scoped(organizations: 'all' | readonly number[]): unknown; close(): Promise<void> };
}
interface ModuleUpdates {
  reportModuleUpdates(ctx: object, input: object): Promise<Page>;
}
interface FlagSites {
  flagChangedSites(ctx: object): Promise<unknown>;
}

export async function openOperations(lab: Lab, { connectionString }: Bed): Promise<Operations> {
  const { openDatabase } = await built<OpenDatabase>('db/database.js');
  const { reportModuleUpdates } = await built<ModuleUpdates>('reports/module-updates.js');
  const { flagChangedSites } = await built<FlagSites>('inventory/flag-sites.js');
  const database = openDatabase(
    { url: connectionString },
    {
      max: 1,
      onError: (error) => {
        throw error;
      },
    },
  );
  lab.closeLater(() => database.close());
  return {
    flagChangedSites: () =>
      flagChangedSites({ db: database.scoped('all'), now: () => new Date(), organizationIds: 'all' }),
    pageOfUpdates(organization, rows) {
      const organizationIds = [organization];
      const ctx = { db: database.scoped(organizationIds), now: () => new Date(), organizationIds };
      return reportModuleUpdates(ctx, { query: {}, page: { page: 1, perPage: rows, after: null } });
    },
  };
}
