import { CompiledQuery } from 'kysely';
import type { TxCtx } from '../context.ts';
import { numberArray } from '../db/arrays.ts';
import type { Send, Statement } from '../db/database.ts';

/** A site that runs a version with a security update to take. */
export interface ExposedInstall {
  readonly organizationId: number;
  readonly siteId: number;
  readonly versionId: number;
  /** What it ran until now, where it took the version just now. */
  readonly formerVersionId: number | null;
}

// What a version `c.version_id` exposes a site to and the one before did not: advisories, and security releases of which
// no advisory tells.
const exposures = `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as c(organization_id, site_id, version_id, former_id)
  cross join lateral (
    select va.advisory_id, null::bigint as release_id from version_advisories va
    where va.version_id = c.version_id and va.exposure = 'affected' and not exists (select from version_advisories f
      where f.version_id = c.former_id and f.advisory_id = va.advisory_id and f.exposure = 'affected')
    union all
    select null, r.id from version_security_releases vr join module_versions v on v.id = vr.version_id
    join module_versions r on r.module_id = v.module_id and r.version_number = vr.release and r.datestamp = 0
    where vr.version_id = c.version_id and not exists (select from version_security_releases f
      where f.version_id = c.former_id and f.release = vr.release)) e`;

// In the order of their keys: two transactions that add the same events in different order would deadlock.
const addEvents: Statement = {
  name: 'notifications-add-exposures',
  text: `insert into events (organization_id, kind, advisory_id, release_id, created_at, opened_at)
    select distinct c.organization_id, 'security_exposure', e.advisory_id, e.release_id, $5::timestamptz, $5::timestamptz from ${exposures}
    order by 1, 3, 4 on conflict do nothing`,
};
// A statement of its own, because only then it sees the events that somebody else has just added.
const addSites: Statement = {
  name: 'notifications-add-exposed-sites',
  text: `with added as (
    insert into event_sites (organization_id, event_id, site_id, added_at)
    select distinct c.organization_id, t.id, c.site_id, $5::timestamptz from ${exposures}
    join events t on t.organization_id = c.organization_id and t.kind = 'security_exposure'
      and (t.advisory_id = e.advisory_id or t.release_id = e.release_id)
    order by 1, 2, 3 on conflict (organization_id, event_id, site_id) do update
      set added_at = case when $6::boolean then excluded.added_at else event_sites.added_at end, notice_id = null,
        overdue_at = null
      where $6::boolean or event_sites.notice_id is null
    returning organization_id, event_id)
    insert into event_news (organization_id, event_id, due_at)
    select distinct organization_id, event_id, $5::timestamptz from added`,
};
// Of what may be over: whether it is, is found out when it is told.
const addSettled: Statement = {
  name: 'notifications-add-settled-sites',
  text: `insert into event_news (organization_id, event_id, due_at)
    select distinct e.organization_id, e.id, $3::timestamptz
    from (select distinct * from unnest($1::bigint[], $2::bigint[])) as c(organization_id, site_id)
    join event_sites es on es.organization_id = c.organization_id and es.site_id = c.site_id
    join events e on e.organization_id = es.organization_id and e.id = es.event_id and e.ended_at is null`,
};

/** Notes sites that took an exposed version; one that had left it and is back counts anew. The statements travel together. */
export function noteTakenExposures(send: Send, installs: readonly ExposedInstall[], now: Date): Promise<unknown>[] {
  if (installs.length === 0) return [];
  return statementsOf(installs, { now, isAnew: true }).map(([statement, values]) => send(statement, values));
}

/** Notes sites whose version became exposed where it is; one that is noted already stays as it is. */
export async function noteFoundExposures(tx: TxCtx, installs: readonly ExposedInstall[]): Promise<void> {
  if (installs.length === 0) return;
  for (const [{ text }, values] of statementsOf(installs, { now: tx.now(), isAnew: false }))
    await tx.db.executeQuery(CompiledQuery.raw(text, values));
}

/** Notes sites that ran a version with a security update to take, and do not any more: what they were told of may be over. */
export function noteSettledSites(
  send: Send,
  sites: readonly Pick<ExposedInstall, 'organizationId' | 'siteId'>[],
  now: Date,
): Promise<unknown>[] {
  return sites.length === 0 ? [] : [send(addSettled, settledValues(sites, now))];
}

/** The same in a transaction of its own kind: after new verdicts, mutes and deleted sites. */
export async function noteSettled(
  tx: TxCtx,
  sites: readonly Pick<ExposedInstall, 'organizationId' | 'siteId'>[],
): Promise<void> {
  if (sites.length > 0) await tx.db.executeQuery(CompiledQuery.raw(addSettled.text, settledValues(sites, tx.now())));
}

const settledValues = (sites: readonly Pick<ExposedInstall, 'organizationId' | 'siteId'>[], now: Date) => [
  numberArray(sites.map(({ organizationId }) => organizationId)),
  numberArray(sites.map(({ siteId }) => siteId)),
  now.toISOString(),
];

/** Notes what a site is exposed to that nobody was told of while it was deleted. */
export async function noteExposuresOfSite(
  tx: TxCtx,
  { organizationId, siteId }: Pick<ExposedInstall, 'organizationId' | 'siteId'>,
): Promise<void> {
  const rows = await tx.db
    .selectFrom('site_modules')
    .select('current_version_id as versionId')
    .where('organization_id', '=', organizationId)
    .where('site_id', '=', siteId)
    .where('security_update', '=', true)
    .execute();
  await noteFoundExposures(
    tx,
    rows.map(({ versionId }) => ({ organizationId, siteId, versionId, formerVersionId: null })),
  );
}

function statementsOf(
  installs: readonly ExposedInstall[],
  { now, isAnew }: { now: Date; isAnew: boolean },
): [Statement, unknown[]][] {
  const values = [
    numberArray(installs.map(({ organizationId }) => organizationId)),
    numberArray(installs.map(({ siteId }) => siteId)),
    numberArray(installs.map(({ versionId }) => versionId)),
    numberArray(installs.map(({ formerVersionId }) => formerVersionId)),
    now.toISOString(),
  ];
  return [
    [addEvents, values],
    [addSites, [...values, isAnew]],
  ];
}
