import { listSiteModules, listSiteReports } from '@patchlight/contract/inventory';
import type { Shown } from './check.ts';
import { signIn } from './people.ts';

const perPage = 100;

/** Reads through the API, as the superuser of the run. */
export async function readShown(api: string): Promise<Shown> {
  const client = await signIn(api);
  return {
    async modulesOf(site) {
      const modules: string[] = [];
      const query = { per_page: perPage, include: 'custom,current' };
      for await (const { data } of client.pages(listSiteModules, { params: { site_id: site }, query }))
        modules.push(...data.map(({ module, version }) => `${module.name} ${version}`));
      return modules.sort();
    },
    async reportIdsOf(site) {
      const ids: string[] = [];
      const query = { per_page: perPage };
      for await (const { data } of client.pages(listSiteReports, { params: { site_id: site }, query }))
        ids.push(...data.map((report) => report.report_id));
      return ids;
    },
  };
}
