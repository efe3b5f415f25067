import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/feeds';
import { type RawBuilder, sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';

type Refresh = BodyOf<typeof contract.refreshFeeds>;

/**
 * Makes sources due at once. They still wait for their turn: neither the distance between requests nor a pause that a
 * host has asked for is passed over.
 */
export function refreshFeeds(ctx: Ctx, { body }: { body: Refresh }): Promise<ResponseOf<typeof contract.refreshFeeds>> {
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ key: string; project: string | null }>`
      with due as (select s.key, m.module_name as project from feed_sources s left join modules m on m.id = s.module_id
        where not s.is_paused and s.next_fetch_at is not null and ${wantedBy(body, tx.now())} order by s.key for update of s)
      update feed_sources s set next_fetch_at = least(s.next_fetch_at, ${tx.now()}) from due where s.key = due.key
      returning s.key, due.project`.execute(tx.db);
    const found = new Set(rows.map(({ project }) => project));
    await audit(tx, 'feeds.refreshed', {
      organizationId: platform,
      target: { type: 'feeds', id: '' },
      after: { ...body, feeds: rows.length },
    });
    return { feeds: rows.length, unknown: (body.projects ?? []).filter((name) => !found.has(name)) };
  });
}

function wantedBy({ projects, advisories }: Refresh, now: Date): RawBuilder<boolean> {
  if (projects === undefined && advisories !== true) return sql<boolean>`(s.failures > 0 or s.next_fetch_at <= ${now})`;
  return sql<boolean>`(m.module_name = any(${projects ?? []}::text[])
    or (s.kind <> 'release_history' and ${advisories === true}))`;
}
