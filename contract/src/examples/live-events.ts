import type * as contract from '../live-events.ts';
import type { ExamplesOf } from './example.ts';

export const liveEvents: ExamplesOf<typeof contract> = {
  streamEvents: { data: { keys: ['sites', 'site:019ab3c4-90f2-7f46-9b28-3a2918071625'] } },
};
