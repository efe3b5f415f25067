import { type RawBuilder, sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import { describeHole, type NoticeRow, standingHoles } from './describe-holes.ts';
import { describeOther, type OtherRow } from './describe-others.ts';
import { describeUnsupported } from './describe-unsupported.ts';
import type { Described, Fleet } from './described.ts';
import type { News } from './news.ts';

type AnyNotice = Omit<NoticeRow, 'kind'> & { readonly kind: News['kind'] };

/** What notices say, by their id: of sites that it is still true for, or, `asGiven`, of all that it was true for then. */
export async function describeNotices(
  db: Db | DbTransaction,
  noticeIds: readonly number[],
  asGiven = false,
): Promise<Map<number, Described>> {
  if (noticeIds.length === 0) return new Map();
  const { rows } = await sql<AnyNotice & OtherRow>`
    select n.id, n.uuid, n.organization_id, n.event_id, json_build_object('id', o.uuid, 'name', o.name) as organization, n.kind, n.stage,
      n.created_at, e.details, e.site_id
    from notices n join organizations o on o.id = n.organization_id
    join events e on e.organization_id = n.organization_id and e.id = n.event_id
    where n.id = any(${noticeIds}::bigint[]) order by n.id`.execute(db);
  const ofKind = (...kinds: News['kind'][]) => rows.filter(({ kind }) => kinds.includes(kind));
  const [holes, unsupported, others] = [
    ofKind('security_exposure', 'exposure_overdue') as readonly NoticeRow[],
    ofKind('project_unsupported'),
    ofKind('site_silent', 'mute_ending', 'key_ending', 'membership_changed', 'report_ready'),
  ];
  const standing = holes.length === 0 ? [] : await standingHoles(db, eventsOf(holes));
  const described = [
    ...holes.flatMap((notice) => {
      const own = standing.find(
        (each) => each.organizationId === notice.organization_id && each.eventId === notice.event_id,
      );
      return own === undefined ? [] : describeHole(notice, own, asGiven);
    }),
    ...(await describeUnsupported(db, unsupported)),
    ...(await describeOther(db, others)),
  ];
  return new Map(described.map((each) => [each.noticeId, each]));
}

export function eventsOf(notices: readonly Pick<AnyNotice, 'organization_id' | 'event_id'>[]): RawBuilder<unknown> {
  return sql`select e.* from events e where (e.organization_id, e.id) in (
    select * from unnest(${notices.map((notice) => notice.organization_id)}::bigint[], ${notices.map((notice) => notice.event_id)}::bigint[]))`;
}

/** The living sites of organizations. */
export async function loadFleets(
  db: Db | DbTransaction,
  organizationIds: readonly number[],
): Promise<Map<number, Fleet>> {
  const { rows } = await sql<Fleet & { id: number }>`
    select o.id, json_build_object('id', o.uuid, 'name', o.name) as organization, coalesce((
      select json_agg(json_build_object('id', s.uuid, 'tags', s.tags)) from sites s
      where s.organization_id = o.id and not s.is_deleted), '[]') as sites
    from organizations o where o.id = any(${organizationIds}::bigint[])`.execute(db);
  return new Map(rows.map(({ id, ...fleet }) => [id, fleet]));
}
