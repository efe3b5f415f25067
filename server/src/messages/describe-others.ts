import { sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import type { NoticeRow } from './describe-holes.ts';
import type { Described } from './described.ts';
import type { MemberNews, News, NewsSite, SilenceReason, SilentNews } from './news.ts';

export interface OtherRow {
  readonly site_id: number | null;
  /** Of the kinds that say it themselves; times as text. */
  readonly details: Readonly<Record<string, unknown>> | null;
}
type Notice = Omit<NoticeRow, 'kind'> & OtherRow & { readonly kind: News['kind'] };

/** What notices say that are of one thing: a silent site, a mute or a key that ends, a member. */
export async function describeOther(db: Db | DbTransaction, notices: readonly Notice[]): Promise<Described[]> {
  const silences = await describeSilences(
    db,
    notices.filter(({ kind }) => kind === 'site_silent'),
  );
  return notices.flatMap((notice): Described | [] => {
    const base = {
      id: notice.uuid,
      organization: notice.organization,
      stage: notice.stage,
      at: new Date(notice.created_at),
    };
    const news = newsOf(notice, base, silences);
    return news === null ? [] : { noticeId: notice.id, organizationId: notice.organization_id, running: [], news };
  });
}

type Base = Omit<News, 'kind'> & Pick<News, 'id' | 'organization' | 'stage' | 'at'>;

function newsOf({ id, kind, details }: Notice, base: Base, silences: ReadonlyMap<number, Silence>): News | null {
  // Whoever noted the event wrote these in this form.
  const said = details ?? {};
  switch (kind) {
    case 'site_silent': {
      const silence = silences.get(id);
      return silence === undefined ? null : { ...base, kind, ...silence };
    }
    case 'mute_ending': {
      const { id: muteId, project, where, reason, ends_at } = said as unknown as MuteDetails;
      return { ...base, kind, mute: { id: muteId, project, where, reason, endsAt: new Date(ends_at) } };
    }
    case 'key_ending': {
      const { id: keyId, name, site, expires_at } = said as unknown as KeyDetails;
      return { ...base, kind, key: { id: keyId, name, site, expiresAt: new Date(expires_at) } };
    }
    case 'membership_changed': {
      const { person, change, role, former_role, by } = said as unknown as MemberDetails;
      return { ...base, kind, person, change, role, formerRole: former_role, by };
    }
    case 'report_ready':
      return { ...base, kind, name: String(said.name), path: String(said.path) };
    default:
      return null;
  }
}

interface MuteDetails {
  readonly id: string;
  readonly project: string;
  readonly where: string | null;
  readonly reason: string;
  readonly ends_at: string;
}

interface KeyDetails {
  readonly id: string;
  readonly name: string;
  readonly site: string | null;
  readonly expires_at: string;
}

/** As a change of a member is noted. */
export interface MemberDetails {
  readonly person: string;
  readonly change: MemberNews['change'];
  readonly role: string | null;
  readonly former_role: string | null;
  readonly by: string | null;
  readonly by_id: number | null;
}

type Silence = Pick<SilentNews, 'site' | 'lastReportAt' | 'expectedHours' | 'reason' | 'refusal'>;

async function describeSilences(db: Db | DbTransaction, notices: readonly Notice[]): Promise<Map<number, Silence>> {
  if (notices.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    site: NewsSite;
    last_report_at: string | null;
    expected_interval_hours: number;
    has_key: boolean;
    refusal: string | null;
  }>`
    select n.id, json_build_object('id', s.uuid, 'name', s.name, 'url', s.url, 'environment', s.environment, 'tags', s.tags,
        'installed', null, 'fix', null) as site, a.last_report_at, s.expected_interval_hours,
      exists (select from api_keys k where k.organization_id = s.organization_id and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > n.created_at)
        and (k.site_id = s.id or k.site_id is null and k.scopes && array['report', 'write'])) as has_key,
      (select r.reason from site_reports r where r.organization_id = s.organization_id and r.site_id = s.id and r.status = 'rejected'
        and r.received_at > coalesce(a.last_report_at, '-infinity') order by r.received_at desc limit 1) as refusal
    from notices n join events e on e.organization_id = n.organization_id and e.id = n.event_id
    join sites s on s.organization_id = e.organization_id and s.id = e.site_id and not s.is_deleted
    left join site_activity a on a.organization_id = s.organization_id and a.site_id = s.id
    where n.id = any(${notices.map(({ id }) => id)}::bigint[])`.execute(db);
  return new Map(
    rows.map((row) => {
      const reason: SilenceReason = !row.has_key
        ? 'key_revoked'
        : row.refusal !== null
          ? 'reports_refused'
          : 'nothing_came';
      return [
        row.id,
        {
          site: row.site,
          lastReportAt: row.last_report_at === null ? null : new Date(row.last_report_at),
          expectedHours: row.expected_interval_hours,
          reason,
          refusal: row.refusal,
        },
      ];
    }),
  );
}
