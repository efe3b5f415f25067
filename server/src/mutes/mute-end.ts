import { muteLimits } from '@patchlight/contract/mute-limits';
import type { Ctx } from '../context.ts';
import { invalid } from '../errors.ts';

const day = 86_400_000;

/** When a mute ends: a mute without an end would be forgotten. */
export interface MuteEnd {
  readonly ends_at: string | null;
  readonly until_newer_release: boolean;
}

interface Wanted {
  readonly ends_at?: string | null;
  readonly until_newer_release?: boolean;
}

export function endOf(ctx: Pick<Ctx, 'now'>, { ends_at = null, until_newer_release = false }: Wanted): MuteEnd {
  if (ends_at === null && !until_newer_release)
    throw invalid('/ends_at', 'required', 'Say when it ends: with `ends_at`, `until_newer_release`, or both.');
  if (ends_at !== null) requireEnd(ctx, ends_at);
  return { ends_at, until_newer_release };
}

export function requireEnd({ now }: Pick<Ctx, 'now'>, time: string): void {
  const ahead = Date.parse(time) - now().getTime();
  if (ahead <= 0) throw invalid('/ends_at', 'too_small', 'Must be in the future.');
  if (ahead > muteLimits.days * day)
    throw invalid('/ends_at', 'too_large', `At most ${muteLimits.days} days ahead. Extend it later if need be.`);
}
