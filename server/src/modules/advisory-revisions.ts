import type { AdvisoryRevision } from '@patchlight/contract/advisories';
import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';

interface Facts {
  readonly id: number;
  readonly facts: AdvisoryRevision['before'];
}

const facts = sql`jsonb_build_object('title', a.title, 'risk', a.risk, 'risk_vector', a.risk_vector,
  'withdrawn', a.withdrawn_at is not null,
  'projects', (select coalesce(jsonb_agg(jsonb_build_object('project', m.module_name, 'affected_versions', ap.affected_versions)
      order by m.module_name), '[]')
    from advisory_projects ap join modules m on m.id = ap.module_id where ap.advisory_id = a.id))`;

/** What advisories say before they are written anew; those that are not there yet have no facts. */
export async function factsOf(db: Db, advisoryIds: readonly string[]): Promise<Facts[]> {
  const { rows } = await sql<Facts>`select a.id, ${facts} as facts from advisories a
    where a.advisory_id = any(${advisoryIds}::text[])`.execute(db);
  return rows;
}

/** Keeps a revision of each that says something else now. */
export async function keepRevisions(tx: TxCtx, before: readonly Facts[]): Promise<void> {
  await sql`insert into advisory_revisions (advisory_id, changed_at, before, after)
    select a.id, ${tx.now()}, b.facts, ${facts}
    from jsonb_to_recordset(${JSON.stringify(before)}::jsonb) as b(id bigint, facts jsonb)
    join advisories a on a.id = b.id where b.facts <> ${facts} order by a.id`.execute(tx.db);
}

/** The last change first. */
export async function listRevisions(db: Db, advisory: number): Promise<AdvisoryRevision[]> {
  const { rows } = await sql<AdvisoryRevision>`select changed_at, before, after from advisory_revisions
    where advisory_id = ${advisory} order by id desc`.execute(db);
  return rows;
}
