import type { KeyScope } from '@patchlight/contract/roles';
import { sql } from 'kysely';
import { type Actor, type Ctx, type Log, systemContext } from '../context.ts';
import { OperationError } from '../errors.ts';
import { hashOf } from './api-keys.ts';
import { isKey } from './key-format.ts';
import { type KeyUse, noteSource, sourcesPerKey } from './key-sources.ts';

/** A key is trusted for so long after the last look at the number that every revocation raises. */
const trustMs = 5_000;
const lookMs = 1_000;
const noteUseMs = 30_000;
const keysMax = 50_000;

export interface KeyCache {
  /** Throws `invalid_key`, or `site_deleted` to the key of a deleted site. */
  actorOfKey(key: string, use: KeyUse): Promise<Actor>;
  /** Ends a key, or all keys of a site, by its id. */
  forget(uuid: string): void;
  forgetOrganization(organizationId: number): void;
  close(): Promise<void>;
}

interface Known {
  readonly actor: Extract<Actor, { type: 'key' }>;
  readonly expiresAt: number;
  /** As the row of the key has them, oldest first. */
  readonly sources: Set<string>;
  notedAt: number;
}

/**
 * Remembers the keys it has looked up. Whatever may end a key raises one number in the database, and this looks at it
 * once a second while keys are used: a key that was revoked elsewhere is refused here within five seconds, and a fleet
 * whose sites report once a day costs no look-up a report. The time of last use is written every half minute, the first
 * use from another address at once.
 */
export function createKeyCache(db: Ctx['db'], log: Log, now: () => Date): KeyCache {
  const known = new Map<string, Known>();
  const used = new Map<number, Date>();
  let epoch: number | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const timer = setInterval(
    () => void noteUses().catch((error) => log.warn({ err: error }, 'key use not noted')),
    noteUseMs,
  );
  timer.unref();

  async function noteUses(): Promise<void> {
    if (used.size === 0) return;
    const ids = [...used.keys()];
    const times = [...used.values()];
    used.clear();
    await sql`update api_keys k set last_used_at = u.at
      from unnest(${ids}::bigint[], ${times}::timestamptz[]) as u(id, at) where k.id = u.id`.execute(db);
  }

  function drop(isGone: (entry: Known) => boolean): void {
    for (const [key, entry] of known) if (isGone(entry)) known.delete(key);
  }

  async function look(at: number): Promise<void> {
    const row = await db.selectFrom('key_epoch').select('epoch').executeTakeFirstOrThrow();
    if (row.epoch !== epoch) known.clear();
    epoch = row.epoch;
    lookedAt = at;
  }

  async function stayCurrent(at: number): Promise<void> {
    if (at - lookedAt < lookMs && at >= lookedAt) return;
    looking ??= look(at).finally(() => {
      looking = undefined;
    });
    if (at - lookedAt < trustMs && at >= lookedAt) looking.catch(() => undefined);
    else await looking;
  }

  async function noteNewSource({ actor, sources }: Known, { source, requestId }: KeyUse): Promise<void> {
    sources.add(source);
    if (sources.size > sourcesPerKey) for (const oldest of sources) if (sources.delete(oldest)) break;
    try {
      await noteSource({ ...systemContext(db, log, 'key use'), now, actor, requestId }, actor, source);
    } catch (error) {
      sources.delete(source);
      log.warn({ err: error, request_id: requestId }, 'new address of a key not noted');
    }
  }

  return {
    async actorOfKey(key, use) {
      // A mistyped key is refused by its checksum, without a query.
      if (!known.has(key) && !isKey(key)) throw new OperationError('invalid_key');
      const at = now().getTime();
      await stayCurrent(at);
      let entry = known.get(key);
      if (entry === undefined || entry.expiresAt <= at) {
        entry = await findKey(db, key, new Date(at));
        known.set(key, entry);
        if (known.size > keysMax) for (const oldest of known.keys()) if (known.delete(oldest)) break;
      }
      if (!entry.sources.has(use.source)) await noteNewSource(entry, use);
      if (at - entry.notedAt >= noteUseMs) {
        entry.notedAt = at;
        used.set(entry.actor.id, new Date(at));
      }
      return entry.actor;
    },
    forget: (uuid) => drop(({ actor }) => actor.uuid === uuid || actor.site?.uuid === uuid),
    forgetOrganization: (organizationId) => drop(({ actor }) => actor.organizationId === organizationId),
    async close() {
      clearInterval(timer);
      await noteUses();
    },
  };
}

async function findKey(db: Ctx['db'], key: string, at: Date): Promise<Known> {
  const { rows } = await sql<{
    id: number;
    uuid: string;
    name: string;
    organization_id: number;
    scopes: KeyScope[];
    site_id: number | null;
    site_uuid: string | null;
    site_deleted: boolean | null;
    expires_at: string | null;
    seen_from: string[];
  }>`
    select k.id, k.uuid, k.name, k.organization_id, k.scopes, k.site_id, s.uuid as site_uuid, s.is_deleted as site_deleted,
      k.expires_at, k.seen_from
    from api_keys k
    join organizations o on o.id = k.organization_id and o.is_active and not o.is_deleted
    left join sites s on s.organization_id = k.organization_id and s.id = k.site_id
    where k.key_hash = ${hashOf(key)} and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${at})
      and (k.site_id is null or s.is_active or s.is_deleted)`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new OperationError('invalid_key');
  if (row.site_deleted === true) throw new OperationError('site_deleted');
  const actor: Known['actor'] = {
    type: 'key',
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    organizationId: row.organization_id,
    site: row.site_id === null || row.site_uuid === null ? null : { id: row.site_id, uuid: row.site_uuid },
    scopes: row.scopes,
  };
  const expiresAt = row.expires_at === null ? Number.POSITIVE_INFINITY : new Date(row.expires_at).getTime();
  return { actor, expiresAt, sources: new Set(row.seen_from), notedAt: Number.NEGATIVE_INFINITY };
}
