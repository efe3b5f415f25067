import type { MutePreview } from '@patchlight/contract/mutes';
import { useQueries } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { keyOf } from '../api/queries.ts';
import { type MutedPart, previewOf } from './subject.ts';

// Of more at once it is said how many mutes they are, and not what each of them hides.
const most = 10;
const address = 'GET /api/v1/mutes/preview';

/** What they would hide, together; undefined while it is not known. */
export function usePreview(parts: readonly MutedPart[]): MutePreview | undefined {
  const asked = parts.length > most ? [] : parts;
  return useQueries({
    queries: asked.map((part) => {
      const input = { query: previewOf(part) };
      return { queryKey: keyOf(address, input), queryFn: () => call(address, input) };
    }),
    combine: (results) => {
      const found = results.flatMap(({ data }) => data?.data ?? []);
      return found.length === 0 || found.length < parts.length ? undefined : found.reduce(added);
    },
  });
}

const added = (one: MutePreview, other: MutePreview): MutePreview => ({
  sites: one.sites + other.sites,
  security: one.security + other.security,
  unsupported: one.unsupported + other.unsupported,
  update: one.update + other.update,
  unknown: one.unknown + other.unknown,
  possible: one.possible + other.possible,
  muted: one.muted + other.muted,
});
