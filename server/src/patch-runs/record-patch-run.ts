import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/patch-runs';
import { sql } from 'kysely';
import { audit, auditActor } from '../audit/audit.ts';
import { type Actor, type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { invalid, notFound, OperationError, requireName } from '../errors.ts';
import { newId } from '../ids.ts';
import { httpUrl } from '../sites/site-url.ts';
import { requireSite, type SiteKey } from '../sites/sites.ts';
import { patchRunColumns } from './patch-runs.ts';

type Body = BodyOf<typeof contract.recordPatchRun>;

const aheadMsMax = 24 * 3_600_000;

/**
 * Records updates that somebody applied. What the reports of the site show of the same change becomes one run with it,
 * here where the report came first, else when it comes.
 */
export async function recordPatchRun(
  ctx: Ctx,
  { params, body }: { params: { site_id: string }; body: Body },
): Promise<contract.PatchRun> {
  const site = await requireSite(ctx, params.site_id);
  const run = runOf(ctx, body);
  refuseRepeats(body.updates);
  return inTransaction(ctx, async (tx) => {
    await lockSite(tx, site);
    const uuid = newId();
    await insertRun(tx, site, { uuid, ...run, updates: body.updates });
    await sql`select join_patch_runs(${site.organizationId}, ${site.id})`.execute(tx.db);
    await audit(tx, 'patch_run.recorded', {
      organizationId: site.organizationId,
      siteId: site.id,
      target: { type: 'patch_run', id: uuid },
      after: { ...run, updates: body.updates },
    });
    const { rows } = await sql<contract.PatchRun>`select ${patchRunColumns(site)} from patch_runs r
      where r.organization_id = ${site.organizationId} and r.site_id = ${site.id} and r.uuid = ${uuid}`.execute(tx.db);
    if (rows[0] === undefined) throw new Error('The patch run just written is not there.');
    return rows[0];
  });
}

interface Run {
  readonly run_date: Date;
  readonly source: string;
  readonly url: string | null;
  readonly note: string | null;
}

function runOf(ctx: Ctx, body: Body): Run {
  const runDate = body.run_date === undefined ? ctx.now() : new Date(body.run_date);
  if (runDate.getTime() - ctx.now().getTime() > aheadMsMax) {
    const message = 'The patch run claims to be from the future. Check the clock.';
    const details = [{ path: '/run_date', code: 'out_of_range', message: 'At most 24 hours ahead.' }];
    throw new OperationError('generated_at_in_future', { message, details });
  }
  const source = body.source === undefined ? ownSource(ctx.actor) : requireName(body.source, '/source');
  if (source.toLowerCase() === 'detected')
    throw invalid('/source', 'not_allowed', 'Only the server detects patch runs.');
  const url = body.url == null ? null : httpUrl(body.url, '/url').href;
  return { run_date: runDate, source, url, note: body.note?.trim() || null };
}

function ownSource(actor: Actor): string {
  return actor.type === 'key' ? 'api' : 'manual';
}

// A module may go through several versions in one run, but to each of them once: that is what tells its lines apart.
function refuseRepeats(updates: Body['updates']): void {
  const seen = new Set<string>();
  updates.forEach(({ module, to_version }, index) => {
    const line = JSON.stringify([module, to_version]);
    if (seen.has(line)) throw invalid(`/updates/${index}`, 'duplicate', `${module} goes to ${to_version} twice.`);
    seen.add(line);
  });
}

/** Every writer of a site takes its row first: a report and a record of the same moment come one after the other. */
async function lockSite(tx: TxCtx, site: SiteKey): Promise<void> {
  const { rows } = await sql`select from site_activity a
    join sites s on s.organization_id = a.organization_id and s.id = a.site_id and not s.is_deleted
    where a.organization_id = ${site.organizationId} and a.site_id = ${site.id} for no key update of a`.execute(tx.db);
  // Deleted since it was looked up.
  if (rows.length === 0) throw notFound();
}

async function insertRun(
  tx: TxCtx,
  site: SiteKey,
  { uuid, run_date, source, url, note, updates }: Run & { uuid: string; updates: Body['updates'] },
): Promise<void> {
  const actor = auditActor(tx.actor);
  await sql`
    with lines as (
      select g.place, coalesce(f.security_update and not t.security_update, false) as security, jsonb_build_object('module', g.module,
          'from_version', g.from_version, 'to_version', g.to_version, 'known', m.id is not null, 'detected', false) as line
      from unnest(${updates.map(({ module }) => module)}::text[], ${updates.map((update) => update.from_version)}::text[],
        ${updates.map((update) => update.to_version)}::text[]) with ordinality as g(module, from_version, to_version, place)
      left join lateral (
        select m.id from modules m
        where m.module_name = g.module and (m.organization_id is null or m.organization_id = ${site.organizationId})
        order by m.organization_id nulls first limit 1) m on true
      left join module_versions f on f.module_id = m.id and f.version_number = g.from_version and f.datestamp = 0
      left join module_versions t on t.module_id = m.id and t.version_number = g.to_version and t.datestamp = 0)
    insert into patch_runs (uuid, organization_id, site_id, run_date, source, url, note, updates, updates_count, security_updates_count,
      created_at, created_by, actor_type, actor_id, actor_name, is_open)
    select ${uuid}, ${site.organizationId}, ${site.id}, ${run_date}, ${source}, ${url}, ${note},
      jsonb_agg(line || jsonb_build_object('security', security) order by place), count(*), count(*) filter (where security),
      ${tx.now()}, ${tx.actor.type === 'user' ? tx.actor.id : null}, ${actor.actor_type}, ${actor.actor_id}, ${actor.actor_name}, true
    from lines`.execute(tx.db);
}
