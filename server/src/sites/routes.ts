import * as contract from '@patchlight/contract/sites';
import * as tags from '@patchlight/contract/tags';
import type { Route } from '../http/route.ts';
import { restoreSite } from './restore-site.ts';
import { getSite, listSites } from './sites.ts';
import { listTags } from './tags.ts';
import { createSite, deleteSite, type Retag, updateSite } from './write-site.ts';

export function siteRoutes(
  route: Route,
  { forgetKeysOf, retag }: { forgetKeysOf: (siteUuid: string) => void; retag: Retag },
): void {
  route(contract.createSite, createSite);
  route(contract.listSites, listSites);
  route(contract.getSite, getSite);
  route(tags.listTags, listTags);
  route(contract.updateSite, (ctx, input) => updateSite(ctx, input, retag));
  route(contract.deleteSite, (ctx, input) => deleteSite(ctx, input, forgetKeysOf));
  route(contract.restoreSite, restoreSite);
}
