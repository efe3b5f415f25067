import type { KeyScope } from '@patchlight/contract/roles';
import { sql } from 'kysely';
import type { Actor, Ctx, Log } from '../context.ts';
import { OperationError } from '../errors.ts';
import { hashOf } from './api-keys.ts';
import { isKey } from './key-format.ts';

const trustSeconds = 5;
const noteUseSeconds = 30;

export interface KeyCache {
  /** Throws `invalid_key`, or `site_deleted` to the key of a deleted site. */
  actorOfKey(key: string): Promise<Actor>;
  forget(uuid: string): void;
  close(): Promise<void>;
}

interface Known {
  actor: Extract<Actor, { type: 'key' }>;
  until: number;
}

/**
 * Looks up keys, and remembers a good one for five seconds: so long at most a revoked key works on another replica.
 * The time of last use is written every half minute, not on each request.
 */
export function createKeyCache(db: Ctx['db'], log: Log, now: () => Date): KeyCache {
  const known = new Map<string, Known>();
  const used = new Map<number, Date>();
  const timer = setInterval(
    () => void noteUses().catch((error) => log.warn({ err: error }, 'key use not noted')),
    noteUseSeconds * 1000,
  );
  timer.unref();

  async function noteUses(): Promise<void> {
    const at = now().getTime();
    for (const [key, entry] of known) if (entry.until < at) known.delete(key);
    if (used.size === 0) return;
    const ids = [...used.keys()];
    const times = [...used.values()];
    used.clear();
    await sql`update api_keys k set last_used_at = u.at
      from unnest(${ids}::bigint[], ${times}::timestamptz[]) as u(id, at) where k.id = u.id`.execute(db);
  }

  return {
    async actorOfKey(key) {
      // A mistyped key is refused by its checksum, without a query.
      if (!isKey(key)) throw new OperationError('invalid_key');
      const at = now();
      let entry = known.get(key);
      if (entry === undefined || entry.until < at.getTime()) {
        entry = { actor: await findKey(db, key, at), until: at.getTime() + trustSeconds * 1000 };
        known.set(key, entry);
        used.set(entry.actor.id, at);
      }
      return entry.actor;
    },
    forget(uuid) {
      for (const [key, entry] of known)
        if (entry.actor.uuid === uuid || entry.actor.site?.uuid === uuid) known.delete(key);
    },
    async close() {
      clearInterval(timer);
      await noteUses();
    },
  };
}

async function findKey(db: Ctx['db'], key: string, at: Date): Promise<Known['actor']> {
  const { rows } = await sql<{
    id: number;
    uuid: string;
    name: string;
    organization_id: number;
    scopes: KeyScope[];
    site_id: number | null;
    site_uuid: string | null;
    site_deleted: boolean | null;
  }>`
    select k.id, k.uuid, k.name, k.organization_id, k.scopes, k.site_id, s.uuid as site_uuid, s.is_deleted as site_deleted
    from api_keys k
    join organizations o on o.id = k.organization_id and o.is_active and not o.is_deleted
    left join sites s on s.organization_id = k.organization_id and s.id = k.site_id
    where k.key_hash = ${hashOf(key)} and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${at})
      and (k.site_id is null or s.is_active or s.is_deleted)`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new OperationError('invalid_key');
  if (row.site_deleted === true) throw new OperationError('site_deleted');
  return {
    type: 'key',
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    organizationId: row.organization_id,
    site: row.site_id === null || row.site_uuid === null ? null : { id: row.site_id, uuid: row.site_uuid },
    scopes: row.scopes,
  };
}
