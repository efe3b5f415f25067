import { sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import { describeNotices, loadFleets } from './describe.ts';
import { type StandingHole, standingHoles } from './describe-holes.ts';
import type { Described, Fleet } from './described.ts';

/** What notices say and how organizations stand, read once for everybody who is written to. */
export interface Archive {
  described(noticeIds: readonly number[]): Promise<ReadonlyMap<number, Described>>;
  fleets(organizationIds: readonly number[]): Promise<ReadonlyMap<number, Fleet>>;
  /** Holes that some site still has. */
  standing(organizationIds: readonly number[]): Promise<readonly StandingHole[]>;
}

/** Reads from the database what nobody asked for yet. It is meant for one round of writing: what it knows grows old. */
export function createArchive(db: Db | DbTransaction, asGiven = false): Archive {
  const described = keep((ids) => describeNotices(db, ids, asGiven));
  const fleets = keep((ids) => loadFleets(db, ids));
  const standing = keep(async (ids) => {
    const holes = await standingHoles(
      db,
      sql`select e.* from events e where e.organization_id = any(${ids}::bigint[]) and e.kind = 'security_exposure' and e.ended_at is null`,
    );
    return new Map(ids.map((id) => [id, holes.filter(({ organizationId }) => organizationId === id)]));
  });
  return {
    described,
    fleets,
    standing: async (ids) => {
      const known = await standing(ids);
      return ids.flatMap((id) => known.get(id) ?? []);
    },
  };
}

/** Looks up what it does not hold yet; an id without an answer is not asked again. */
function keep<T>(lookUp: (ids: readonly number[]) => Promise<ReadonlyMap<number, T>>) {
  const asked = new Set<number>();
  const held = new Map<number, T>();
  return async (ids: readonly number[]): Promise<ReadonlyMap<number, T>> => {
    const missing = [...new Set(ids)].filter((id) => !asked.has(id));
    if (missing.length > 0) for (const [id, value] of await lookUp(missing)) held.set(id, value);
    for (const id of missing) asked.add(id);
    return held;
  };
}
