import { sql } from 'kysely';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { unknownRisk } from '../modules/modules.ts';
import { noteEvent } from '../notifications/events.ts';
import { defaultTargets } from '../organizations/organizations.ts';

const muteNoticeDays = 7;
const keyNoticeDays = 14;

/**
 * Finds what time brings about, and no change: targets that have passed, sites that fell silent, mutes and keys that end; and
 * projects that are not supported any more. What is found is noted once.
 */
export async function findNews(ctx: Ctx): Promise<void> {
  for (const find of [findOverdue, findUnsupported, findSilent, findEndingMutes, findEndingKeys])
    await inTransaction(ctx, find);
}

/** Looks again at everything that is open: a site that was deleted tells nobody. */
export async function lookAgain(ctx: Ctx): Promise<void> {
  await sql`insert into event_news (organization_id, event_id, due_at) select organization_id, id, ${ctx.now()} from events
    where ended_at is null and subject is null and site_id is null`.execute(ctx.db);
}

/** Sites that speak again end their silence; looked at often, because of few. */
export async function endSilences(ctx: Ctx): Promise<void> {
  await sql`with heard as (
    update events e set ended_at = ${ctx.now()} from sites s left join site_activity a
      on a.organization_id = s.organization_id and a.site_id = s.id
    where e.kind = 'site_silent' and e.ended_at is null and s.organization_id = e.organization_id and s.id = e.site_id
      and (a.last_report_at > e.opened_at or s.is_deleted) returning e.organization_id, e.id, s.is_deleted)
    insert into event_news (organization_id, event_id, due_at) select organization_id, id, ${ctx.now()} from heard where not is_deleted`.execute(
    ctx.db,
  );
}

const targetOf = (
  target: keyof typeof defaultTargets,
) => sql`coalesce((o.settings->'update_targets'->>${sql.lit(target)})::int,
  ${sql.lit(defaultTargets[target])}) * interval '1 hour'`;

/** Of holes that are open past their target, the sites that still have them: as an event of its own, beside that of the hole. */
async function findOverdue(tx: TxCtx): Promise<void> {
  await sql`
    with due as materialized (
      select es.organization_id, es.event_id, es.site_id, e.advisory_id, e.release_id from event_sites es
      join events e on e.organization_id = es.organization_id and e.id = es.event_id and e.kind = 'security_exposure' and e.ended_at is null
      join organizations o on o.id = e.organization_id
      left join advisories a on a.id = e.advisory_id left join module_versions r on r.id = e.release_id
      where es.overdue_at is null and es.notice_id > 0 and coalesce(a.published_at, r.release_date) +
        case when coalesce(a.risk, ${sql.lit(unknownRisk)}) >= 15 then ${targetOf('critical_hours')} else ${targetOf('other_hours')} end
        <= ${tx.now()}),
    marked as (
      update event_sites es set overdue_at = ${tx.now()} from due d
      where es.organization_id = d.organization_id and es.event_id = d.event_id and es.site_id = d.site_id),
    opened as (
      insert into events (organization_id, kind, advisory_id, release_id, created_at, opened_at)
      select distinct organization_id, 'exposure_overdue', advisory_id, release_id, ${tx.now()}::timestamptz, ${tx.now()}::timestamptz
      from due on conflict do nothing returning organization_id, id, advisory_id, release_id),
    meant as (
      select organization_id, id, coalesce(advisory_id, -release_id) as hole from opened
      union select x.organization_id, x.id, x.advisory_id from due d join events x on x.organization_id = d.organization_id
        and x.kind = 'exposure_overdue' and x.advisory_id = d.advisory_id
      union select x.organization_id, x.id, -x.release_id from due d join events x on x.organization_id = d.organization_id
        and x.kind = 'exposure_overdue' and x.release_id = d.release_id),
    added as (
      insert into event_sites (organization_id, event_id, site_id, added_at)
      select distinct d.organization_id, m.id, d.site_id, ${tx.now()}::timestamptz from due d
      join meant m on m.organization_id = d.organization_id and m.hole = coalesce(d.advisory_id, -d.release_id)
      on conflict (organization_id, event_id, site_id) do update set added_at = excluded.added_at, notice_id = null
      returning organization_id, event_id)
    insert into event_news (organization_id, event_id, due_at)
    select distinct organization_id, event_id, ${tx.now()}::timestamptz from added`.execute(tx.db);
}

async function findUnsupported(tx: TxCtx): Promise<void> {
  await sql`
    with found as materialized (
      select sm.organization_id, sm.module_id, sm.site_id from organizations o
      join site_modules sm on sm.organization_id = o.id and sm.urgency = 2
      join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted
      left join events e on e.organization_id = sm.organization_id and e.kind = 'project_unsupported' and e.module_id = sm.module_id
      left join event_sites es on es.organization_id = e.organization_id and es.event_id = e.id and es.site_id = sm.site_id
      where es.site_id is null and not o.is_deleted),
    opened as (
      insert into events (organization_id, kind, module_id, created_at, opened_at)
      select distinct organization_id, 'project_unsupported', module_id, ${tx.now()}::timestamptz, ${tx.now()}::timestamptz from found
      on conflict do nothing returning organization_id, id, module_id),
    meant as (
      select * from opened union select e.organization_id, e.id, e.module_id from events e
        where e.kind = 'project_unsupported' and (e.organization_id, e.module_id) in (select organization_id, module_id from found)),
    added as (
      insert into event_sites (organization_id, event_id, site_id, added_at)
      select f.organization_id, m.id, f.site_id, ${tx.now()}::timestamptz from found f
      join meant m on m.organization_id = f.organization_id and m.module_id = f.module_id
      on conflict do nothing returning organization_id, event_id)
    insert into event_news (organization_id, event_id, due_at)
    select distinct organization_id, event_id, ${tx.now()}::timestamptz from added`.execute(tx.db);
}

/** Silent as in the list of sites: nothing for twice the interval. One that never spoke is not missed. */
async function findSilent(tx: TxCtx): Promise<void> {
  await sql`
    with opened as (
      insert into events (organization_id, kind, site_id, created_at, opened_at)
      select s.organization_id, 'site_silent', s.id, ${tx.now()}::timestamptz, ${tx.now()}::timestamptz
      from sites s join site_activity a on a.organization_id = s.organization_id and a.site_id = s.id
      join organizations o on o.id = s.organization_id and o.is_active and not o.is_deleted
      where not s.is_deleted and s.is_active
        and a.last_report_at < ${tx.now()}::timestamptz - s.expected_interval_hours * interval '2 hours'
        and not exists (select from events e where e.organization_id = s.organization_id and e.site_id = s.id and e.ended_at is null)
      on conflict do nothing returning organization_id, id, site_id),
    added as (
      insert into event_sites (organization_id, event_id, site_id, added_at)
      select organization_id, id, site_id, ${tx.now()}::timestamptz from opened returning organization_id, event_id)
    insert into event_news (organization_id, event_id, due_at)
    select organization_id, event_id, ${tx.now()}::timestamptz from added`.execute(tx.db);
}

interface EndingRow {
  readonly organization_id: number;
  readonly subject: string;
  readonly details: object;
}

// With its end: one that was put off ends anew.
const subjectOf = (id: string, end: string) =>
  sql`${sql.ref(id)} || ' ' || extract(epoch from ${sql.ref(end)})::bigint`;

async function findEndingMutes(tx: TxCtx): Promise<void> {
  const { rows } = await sql<EndingRow>`
    select mu.organization_id, ${subjectOf('mu.uuid', 'mu.ends_at')} as subject, json_build_object('id', mu.uuid, 'project', coalesce(m.title, m.module_name),
      'where', coalesce(s.name, array_to_string(mu.tags, ', ')), 'reason', mu.reason, 'ends_at', mu.ends_at) as details
    from mutes mu join modules m on m.id = mu.module_id
    left join sites s on s.organization_id = mu.organization_id and s.id = mu.site_id
    where mu.ended_at is null and mu.ends_at > ${tx.now()}
      and mu.ends_at <= ${tx.now()}::timestamptz + least(${muteNoticeDays} * interval '1 day', (mu.ends_at - mu.created_at) / 2)
      and not exists (select from events e where e.organization_id = mu.organization_id and e.kind = 'mute_ending'
        and e.subject = ${subjectOf('mu.uuid', 'mu.ends_at')})`.execute(tx.db);
  for (const { organization_id: organizationId, ...rest } of rows)
    await noteEvent(tx, { organizationId, kind: 'mute_ending', ...rest });
}

async function findEndingKeys(tx: TxCtx): Promise<void> {
  const { rows } = await sql<EndingRow>`
    select k.organization_id, ${subjectOf('k.uuid', 'k.expires_at')} as subject, json_build_object('id', k.uuid, 'name', k.name, 'site', s.name, 'expires_at', k.expires_at)
      as details
    from api_keys k left join sites s on s.organization_id = k.organization_id and s.id = k.site_id
    where k.revoked_at is null and k.expires_at > ${tx.now()} and not coalesce(s.is_deleted, false)
      and k.expires_at <= ${tx.now()}::timestamptz + least(${keyNoticeDays} * interval '1 day', (k.expires_at - k.created_at) / 2)
      and not exists (select from events e where e.organization_id = k.organization_id and e.kind = 'key_ending'
        and e.subject = ${subjectOf('k.uuid', 'k.expires_at')})`.execute(tx.db);
  for (const { organization_id: organizationId, ...rest } of rows)
    await noteEvent(tx, { organizationId, kind: 'key_ending', ...rest });
}
