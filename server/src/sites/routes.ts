import * as contract from '@patchlight/contract/sites';
import type { Route } from '../http/route.ts';
import { getSite, listSites } from './sites.ts';
import { createSite, deleteSite, updateSite } from './write-site.ts';

export function siteRoutes(route: Route, { forgetKeysOf }: { forgetKeysOf: (siteUuid: string) => void }): void {
  route(contract.createSite, createSite);
  route(contract.listSites, listSites);
  route(contract.getSite, getSite);
  route(contract.updateSite, updateSite);
  route(contract.deleteSite, (ctx, input) => deleteSite(ctx, input, forgetKeysOf));
}
