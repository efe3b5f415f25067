import type { Lab } from './lab.ts';

/** What the database alone does: every report rewrites its 100 rows, 50 reports a statement, two connections, no HTTP. */
export function rawUpsert(lab: Lab): { baseline: string; limit: () => Promise<number> } {
  return {
    baseline: 'unnest upsert of whole reports, 50 a statement, 2 connections, no HTTP, tuned layout',
    limit: async () => {
      const upsert = await lab.upsert('tuned');
      return (await upsert.ask<{ perSecond: number }>({ do: 'run', seconds: lab.options.seconds })).perSecond;
    },
  };
}
