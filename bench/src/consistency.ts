type Query = <Row>(text: string) => Promise<Row[]>;

// Written out a second time, from the description of the columns, and not taken from the sources.
const wrongCounters = `
  select s.uuid as site, 'counters' as what, to_jsonb(k) as stored, to_jsonb(c) as counted from sites s
  cross join lateral (select s.modules_count, s.security_count, s.unsupported_count, s.update_count, s.unknown_count,
    s.current_count, s.custom_count, s.muted_count, s.possible_count, s.risk, s.urgency) k
  cross join lateral (
    select count(*) filter (where m.organization_id is null) as modules_count,
      count(*) filter (where v.urgency = 1 and shows) as security_count, count(*) filter (where v.urgency = 2 and shows) as unsupported_count,
      count(*) filter (where v.urgency = 3 and shows) as update_count, count(*) filter (where v.urgency = 4 and shows) as unknown_count,
      count(*) filter (where v.urgency = 5 and shows) as current_count,
      count(*) filter (where m.organization_id is not null) as custom_count, count(*) filter (where not shows) as muted_count,
      count(*) filter (where v.possible and shows) as possible_count, max(v.risk) filter (where shows) as risk,
      coalesce(min(v.urgency) filter (where m.organization_id is null and shows), 4)::smallint as urgency
    from (select *, mute_id is null as shows from site_modules) sm
    join module_versions v on v.id = sm.current_version_id join modules m on m.id = v.module_id
    where sm.organization_id = s.organization_id and sm.site_id = s.id) c
  where to_jsonb(k) <> to_jsonb(c)`;

const wrongFlags = `
  select s.uuid as site, 'flags of ' || m.module_name as what,
    jsonb_build_array(sm.urgency, sm.update_available, sm.security_update) as stored,
    jsonb_build_array(v.urgency, v.update_available, v.security_update, sm.mute_id) as counted
  from site_modules sm join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id
  join module_versions v on v.id = sm.current_version_id join modules m on m.id = sm.module_id
  where (sm.urgency, sm.update_available, sm.security_update) is distinct from (
      case when sm.mute_id is null then v.urgency else 7 end, sm.mute_id is null and v.update_available, sm.mute_id is null and v.security_update)
    or v.module_id <> sm.module_id`;

// Which mutes in force hide a row; only of versions that are numbers and dots can a query tell which is the older one.
const numbers = (text: string) => `string_to_array(${text}, '.')::int[]`;
const wrongMutes = `
  with hiding as (
    select sm.organization_id, sm.site_id, sm.module_id, array_agg(mu.id) as mutes
    from site_modules sm join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id
    join module_versions v on v.id = sm.current_version_id
    join mutes mu on mu.organization_id = sm.organization_id and mu.module_id = sm.module_id and mu.ended_at is null
      and (mu.site_id is null or mu.site_id = s.id) and (mu.tags is null or mu.tags && s.tags)
      and (mu.up_to_version is null or case when v.version_number ~ '^[0-9.]+$'
        then ${numbers('v.version_number')} <= ${numbers('mu.up_to_version')} else false end)
    where (v.urgency <= 4 or (v.urgency = 5 and v.possible))
      and (mu.advisory_id is null or (v.urgency = 1
        and not exists (select from version_security_releases r where r.version_id = v.id)
        and exists (select from version_advisories va where va.version_id = v.id and va.exposure = 'affected' and va.advisory_id = mu.advisory_id)
        and not exists (select from version_advisories va where va.version_id = v.id and va.exposure = 'affected' and not exists (
          select from mutes other where other.organization_id = sm.organization_id and other.module_id = sm.module_id
            and other.ended_at is null and other.advisory_id = va.advisory_id
            and (other.site_id is null or other.site_id = s.id) and (other.tags is null or other.tags && s.tags)))))
    group by sm.organization_id, sm.site_id, sm.module_id)
  select s.uuid as site, 'mute of ' || m.module_name as what, to_jsonb(sm.mute_id) as stored, to_jsonb(h.mutes) as counted
  from site_modules sm join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id
  join modules m on m.id = sm.module_id
  left join hiding h on h.organization_id = sm.organization_id and h.site_id = sm.site_id and h.module_id = sm.module_id
  where (sm.mute_id is null) <> (h.mutes is null) or sm.mute_id <> all(h.mutes)`;

// Each stretch begins where the one before ended, with the version that one names as the next.
const gapsInHistory = `
  with stretches as (
    select organization_id, site_id, module_id, version_id, from_at, until_at, next_version_id, id from site_module_history
    union all
    select organization_id, site_id, module_id, current_version_id, running_since, null, null, null from site_modules),
  linked as (
    select *, lead(version_id) over chain as following, lead(from_at) over chain as following_from, lead(module_id) over chain as has_following
    from stretches window chain as (partition by organization_id, site_id, module_id order by until_at nulls last, id))
  select s.uuid as site, 'history of ' || m.module_name as what, to_jsonb(l) as stored, null::jsonb as counted
  from linked l join sites s on s.organization_id = l.organization_id and s.id = l.site_id join modules m on m.id = l.module_id
  where l.until_at is not null and (
    l.next_version_id is distinct from l.following
    or l.until_at < l.from_at
    or (l.following is not null and l.following_from is distinct from l.until_at)
    or (l.has_following is null and l.next_version_id is not null))`;

// A ledger holds differences; what counts is their sum.
const sums =
  'array[sum(security_count), sum(unsupported_count), sum(update_count), sum(unknown_count), sum(possible_count), sum(muted_count)]::numeric[]';
const wrongSums = `
  with ledger as (
    select 'sites' as what, organization_id, expected_interval_hours::bigint as key, urgency, sum(sites) as n,
      ${sums} as counters
    from site_counts group by organization_id, expected_interval_hours, urgency
    union all
    select 'exposed installs', organization_id, version_id, 1, sum(installs), null from exposed_installs group by organization_id, version_id),
  counted as (
    select 'sites' as what, organization_id, expected_interval_hours::bigint as key, urgency, count(*) as n,
      ${sums} as counters
    from sites where not is_deleted group by organization_id, expected_interval_hours, urgency
    union all
    select 'exposed installs', organization_id, current_version_id, 1, count(*), null from site_modules where security_update
    group by organization_id, current_version_id)
  select organization_id as site, what, to_jsonb(l) as stored, to_jsonb(c) as counted
  from (select * from ledger where n <> 0 or 0 <> any(counters)) l
  full join counted c using (what, organization_id, key, urgency)
  where (l.n, l.counters) is distinct from (c.n, c.counters)`;

// Whoever may be told of a site that is exposed is told by an event, and there is one for each hole.
const missingEvents = `
  select s.uuid as site, 'event' as what, to_jsonb(h) as stored, null::jsonb as counted
  from sites s join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.security_update
  cross join lateral (
    select advisory_id, null::text as release from version_advisories where version_id = sm.current_version_id and exposure = 'affected'
    union all select null, release from version_security_releases where version_id = sm.current_version_id) h
  where not s.is_deleted and (
    select count(*) from events e join event_sites es on es.organization_id = e.organization_id and es.event_id = e.id
    left join module_versions r on r.id = e.release_id and r.module_id = sm.module_id
    where e.organization_id = s.organization_id and es.site_id = s.id and e.kind = 'security_exposure'
      and (e.advisory_id = h.advisory_id or r.version_number = h.release)) <> 1`;

/**
 * What does not agree in the database: counters and ledgers with rows, flags with verdicts and mutes, history with itself, events
 * with exposures.
 * Empty when all does.
 */
export async function contradictions(query: Query): Promise<object[]> {
  const found: object[] = [];
  for (const text of [wrongCounters, wrongFlags, wrongMutes, gapsInHistory, wrongSums, missingEvents])
    found.push(...(await query<object>(text)));
  return found;
}
