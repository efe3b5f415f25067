import * as contract from '@patchlight/contract/feeds';
import type { FeedAddresses } from '../config.ts';
import type { Route } from '../http/route.ts';
import { listFeedFetches, listFeeds } from './list-feeds.ts';
import { pauseFeed, resumeFeed } from './pause-feed.ts';
import { refreshFeeds } from './refresh-feeds.ts';
import { uploadReleaseHistory } from './upload-release-history.ts';

interface FeedParts {
  readonly addresses: FeedAddresses | undefined;
}

export function feedRoutes(route: Route, { addresses }: FeedParts): void {
  route(contract.listFeeds, (ctx, input) => listFeeds(ctx, input, addresses));
  route(contract.listFeedFetches, listFeedFetches);
  route(contract.refreshFeeds, refreshFeeds);
  route(contract.pauseFeed, (ctx, input) => pauseFeed(ctx, input, addresses));
  route(contract.resumeFeed, (ctx, input) => resumeFeed(ctx, input, addresses));
  route(contract.uploadReleaseHistory, uploadReleaseHistory);
}
