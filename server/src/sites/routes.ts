import { changeSites as bulkChange } from '@patchlight/contract/bulk-sites';
import { getSiteFacets as facets } from '@patchlight/contract/site-facets';
import * as contract from '@patchlight/contract/sites';
import * as tags from '@patchlight/contract/tags';
import type { Route } from '../http/route.ts';
import { changeSites } from './change-sites.ts';
import { restoreSite } from './restore-site.ts';
import type { Retag } from './retag.ts';
import { getSiteFacets } from './site-facets.ts';
import type { CoreFeed } from './site-filter.ts';
import { getSite, listSites } from './sites.ts';
import { deleteTag, listTags, renameTag } from './tags.ts';
import { createSite, deleteSite, updateSite } from './write-site.ts';

interface SiteParts {
  readonly forgetKeysOf: (siteUuid: string) => void;
  readonly coreFeed: CoreFeed;
  readonly retag: Retag;
}

export function siteRoutes(route: Route, { forgetKeysOf, coreFeed, retag }: SiteParts): void {
  route(contract.createSite, createSite);
  route(contract.listSites, (ctx, input) => listSites(ctx, input, coreFeed));
  route(facets, (ctx, input) => getSiteFacets(ctx, input, coreFeed));
  route(bulkChange, (ctx, input) => changeSites(ctx, input, { coreFeed, forget: forgetKeysOf, retag }));
  route(contract.getSite, getSite);
  route(tags.listTags, listTags);
  route(tags.renameTag, (ctx, input) => renameTag(ctx, input, retag));
  route(tags.deleteTag, (ctx, input) => deleteTag(ctx, input, retag));
  route(contract.updateSite, (ctx, input) => updateSite(ctx, input, retag));
  route(contract.deleteSite, (ctx, input) => deleteSite(ctx, input, forgetKeysOf));
  route(contract.restoreSite, restoreSite);
}
