import type { ResponseOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/feeds';
import { ReleaseHistoryError } from '@patchlight/drupal/release-history';
import type { Ctx } from '../context.ts';
import { invalid } from '../errors.ts';
import { flagChangedSites } from '../inventory/flag-sites.ts';
import { type StoredFeed, storeFeed } from '../modules/store-feed.ts';
import { textOf } from './receive-release-history.ts';

/** Stores a release history that a person vouches for, who is in its record, and brings the sites up to date that it concerns. */
export async function uploadReleaseHistory(
  ctx: Ctx,
  { params: { project }, body }: { params: { project: string }; body: Buffer },
): Promise<ResponseOf<typeof contract.uploadReleaseHistory>> {
  const xml = textOf(body);
  if (xml === null) throw invalid('', 'bad_format', 'The document is not UTF-8.');
  const { changed, versions } = await store(ctx, project, xml);
  const sites = await flagChangedSites(ctx);
  return { project, changed, verdicts_changed: versions, sites };
}

async function store(ctx: Ctx, project: string, xml: string): Promise<StoredFeed> {
  try {
    return await storeFeed(ctx, project, xml);
  } catch (error) {
    if (error instanceof ReleaseHistoryError) throw invalid('', error.code, error.message);
    throw error;
  }
}
