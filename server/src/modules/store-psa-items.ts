import type { PsaFeed, PsaItem } from '@patchlight/drupal/psa-feed';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { factsOf, keepRevisions } from './advisory-revisions.ts';
import { judgeProjects } from './judge-projects.ts';
import { mergeAnnouncements } from './merge-announcements.ts';
import { requireProject } from './projects.ts';
import { mergeNodes } from './store-advisory-nodes.ts';
import { holdVerdictsAlone } from './verdict-lock.ts';

export interface StoredPsaItems {
  /** New ones, those that say something else, and those that are gone. */
  readonly changed: number;
  readonly versions: number;
}

/**
 * Stores what psa.json announces, and what it no longer announces counts no more. A list that was not read to its end
 * takes nothing away.
 */
export async function storePsaItems(ctx: Ctx, { items, unreadable }: PsaFeed): Promise<StoredPsaItems> {
  const known = await knownItems(ctx.db);
  const [before, now] = [new Set(known.map(textOf)), new Set(items.map(textOf))];
  const written = items.filter((item) => !before.has(textOf(item)));
  const gone = unreadable > 0 ? [] : known.filter((item) => !now.has(textOf(item)));
  if (written.length + gone.length === 0) return { changed: 0, versions: 0 };
  return inTransaction(ctx, (tx) => storeChanges(tx, written, gone));
}

async function storeChanges(tx: TxCtx, written: readonly PsaItem[], gone: readonly PsaItem[]): Promise<StoredPsaItems> {
  await holdVerdictsAlone(tx.db);
  const ids = [...new Set([...written, ...gone].map(({ id }) => id))];
  const before = await factsOf(tx.db, ids);
  for (const item of gone) await deleteItem(tx, item);
  for (const item of written) await storeItem(tx, item);
  await announceAdvisories(tx, ids);
  const merged = await mergeAnnouncements(tx, ids);
  await mergeNodes(tx.db, ids);
  const versions = await judgeProjects(tx, [...new Set([...merged, ...(await projectsOf(tx.db, ids))])]);
  await keepRevisions(tx, before);
  await audit(tx, 'advisories.announced', {
    organizationId: platform,
    target: { type: 'advisories', id: ids[0] ?? '' },
    after: { ids, verdicts_changed: versions.length },
  });
  return { changed: ids.length, versions: versions.length };
}

async function knownItems(db: Db): Promise<PsaItem[]> {
  const { rows } = await sql<PsaItem>`
    select p.advisory_id as id, m.module_name as project, p.title, p.link, p.is_psa as "isPsa", p.insecure,
      p.published_at as "publishedAt"
    from psa_items p join modules m on m.id = p.module_id`.execute(db);
  return rows.map(({ publishedAt, ...item }) => ({
    ...item,
    publishedAt: publishedAt === null ? null : new Date(publishedAt).toISOString(),
  }));
}

const textOf = ({ id, project, title, link, isPsa, insecure, publishedAt }: PsaItem) =>
  JSON.stringify([id, project, title, link, isPsa, insecure, publishedAt]);

async function deleteItem(tx: TxCtx, { id, project }: PsaItem): Promise<void> {
  const moduleId = await requireProject(tx.db, project);
  await tx.db.deleteFrom('psa_items').where('advisory_id', '=', id).where('module_id', '=', moduleId).execute();
}

async function storeItem(
  tx: TxCtx,
  { id, project, title, link, isPsa, insecure, publishedAt }: PsaItem,
): Promise<void> {
  const facts = { title, link, is_psa: isPsa, insecure: [...insecure], published_at: publishedAt };
  await tx.db
    .insertInto('psa_items')
    .values({ advisory_id: id, module_id: await requireProject(tx.db, project), ...facts })
    .onConflict((conflict) => conflict.columns(['advisory_id', 'module_id']).doUpdateSet(facts))
    .execute();
}

/** Of all of them, also where the versions stay: the title is part of a verdict. */
async function projectsOf(db: Db, ids: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ module_id: number }>`select distinct ap.module_id from advisory_projects ap
    join advisories a on a.id = ap.advisory_id where a.advisory_id = any(${ids}::text[])`.execute(db);
  return rows.map(({ module_id }) => module_id);
}

/** What is in no other source is an advisory for as long as it is announced. */
async function announceAdvisories(tx: TxCtx, ids: readonly string[]): Promise<void> {
  await sql`insert into advisories (advisory_id, title, link, published_at, modified_at, hash, imported_at)
    select distinct on (advisory_id) advisory_id, title, link, published_at, published_at,
      sha256(convert_to(advisory_id, 'UTF8')), ${tx.now()}
    from psa_items where advisory_id = any(${ids}::text[]) order by advisory_id, module_id
    on conflict (advisory_id) do update set title = excluded.title, link = excluded.link, published_at = excluded.published_at,
      modified_at = excluded.modified_at, withdrawn_at = null, imported_at = excluded.imported_at
      where advisories.osv_id is null`.execute(tx.db);
  await sql`update advisories a set withdrawn_at = ${tx.now()}
    where a.advisory_id = any(${ids}::text[]) and a.osv_id is null and a.withdrawn_at is null
      and not exists (select from psa_items p where p.advisory_id = a.advisory_id)`.execute(tx.db);
}
