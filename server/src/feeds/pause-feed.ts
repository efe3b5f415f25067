import type * as contract from '@patchlight/contract/feeds';
import { audit, platform } from '../audit/audit.ts';
import type { FeedAddresses } from '../config.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { notFound } from '../errors.ts';
import { getFeed } from './list-feeds.ts';

interface Input {
  readonly params: { readonly feed_key: string };
}

export function pauseFeed(ctx: Ctx, input: Input, addresses: FeedAddresses | undefined): Promise<contract.Feed> {
  return setPaused(ctx, input, { isPaused: true, addresses });
}

export function resumeFeed(ctx: Ctx, input: Input, addresses: FeedAddresses | undefined): Promise<contract.Feed> {
  return setPaused(ctx, input, { isPaused: false, addresses });
}

/** A fetch that has begun is finished all the same. */
function setPaused(
  ctx: Ctx,
  { params: { feed_key: key } }: Input,
  { isPaused, addresses }: { isPaused: boolean; addresses: FeedAddresses | undefined },
): Promise<contract.Feed> {
  return inTransaction(ctx, async (tx) => {
    const before = await tx.db
      .selectFrom('feed_sources')
      .select(['is_paused', 'next_fetch_at'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) throw notFound();
    await tx.db
      .updateTable('feed_sources')
      .set({ is_paused: isPaused, ...(!isPaused && before.next_fetch_at !== null && { next_fetch_at: tx.now() }) })
      .where('key', '=', key)
      .execute();
    await audit(tx, isPaused ? 'feed.paused' : 'feed.resumed', {
      organizationId: platform,
      target: { type: 'feed', id: key },
      before: { paused: before.is_paused },
      after: { paused: isPaused },
    });
    return getFeed(tx, key, addresses);
  });
}
