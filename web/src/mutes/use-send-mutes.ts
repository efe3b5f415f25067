import { useRef } from 'react';
import { call } from '../api/client.ts';
import { invalidate } from '../api/queries.ts';
import type { MuteBody, MutedPart } from './subject.ts';

/** What a mute leaves out of its counts, and where mutes are listed. */
export const touchedByMutes = [
  '/api/v1/mutes',
  '/api/v1/sites',
  '/api/v1/overview',
  '/api/v1/advisories',
  '/api/v1/modules',
  '/api/v1/reports',
];

/**
 * Makes a mute of each part, one after the other; gives their ids. Throws what the first of them that fails throws: who
 * tries again goes on from there.
 */
export function useSendMutes() {
  const made = useRef(new Map<string, string>());
  return async (parts: readonly MutedPart[], rest: Omit<MuteBody, keyof MutedPart>): Promise<readonly string[]> => {
    try {
      for (const part of parts) {
        const key = JSON.stringify(part);
        if (made.current.has(key)) continue;
        const { data } = await call('POST /api/v1/mutes', { body: { ...part, ...rest } });
        made.current.set(key, data.id);
      }
      return [...made.current.values()];
    } finally {
      void invalidate(touchedByMutes);
    }
  };
}

/** Takes back what was just muted. */
export async function undoMutes(ids: readonly string[]): Promise<void> {
  await call('POST /api/v1/mutes/bulk', { body: { action: 'end', ids: [...ids] } });
  await invalidate(touchedByMutes);
}
