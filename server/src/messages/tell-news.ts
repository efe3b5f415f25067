import type { Ctx } from '../context.ts';
import { composeInstants } from './compose-instants.ts';
import { endSilences } from './find-news.ts';
import { giveNotices } from './give-notices.ts';
import type { Press } from './person.ts';

/** Gives notice of what happened and writes to those who are told at once. Safe however many do it at a time. */
export async function tellNews(ctx: Ctx, press: Press, signal?: AbortSignal): Promise<void> {
  await endSilences(ctx);
  // As many at a time as one transaction should hold.
  while ((await giveNotices(ctx)).length > 0) if (signal?.aborted === true) return;
  await composeInstants(ctx, press, signal);
}
