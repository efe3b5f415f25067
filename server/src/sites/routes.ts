import * as contract from '@patchlight/contract/sites';
import * as tags from '@patchlight/contract/tags';
import type { Route } from '../http/route.ts';
import { restoreSite } from './restore-site.ts';
import { getSite, listSites } from './sites.ts';
import { listTags } from './tags.ts';
import { createSite, deleteSite, updateSite } from './write-site.ts';

export function siteRoutes(route: Route, { forgetKeysOf }: { forgetKeysOf: (siteUuid: string) => void }): void {
  route(contract.createSite, createSite);
  route(contract.listSites, listSites);
  route(contract.getSite, getSite);
  route(tags.listTags, listTags);
  route(contract.updateSite, updateSite);
  route(contract.deleteSite, (ctx, input) => deleteSite(ctx, input, forgetKeysOf));
  route(contract.restoreSite, restoreSite);
}
