import { sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import type { NoticeRow } from './describe-holes.ts';
import type { Described } from './described.ts';
import type { NewsSite, UnsupportedNews } from './news.ts';

type Row = Omit<NoticeRow, 'kind'>;

/** What notices say of projects that are not supported any more. */
export async function describeUnsupported(db: Db | DbTransaction, notices: readonly Row[]): Promise<Described[]> {
  if (notices.length === 0) return [];
  const { rows } = await sql<{ id: number; project: UnsupportedNews['project']; sites: readonly NewsSite[] }>`
    select n.id, json_build_object('name', m.module_name, 'title', coalesce(m.title, m.module_name)) as project, coalesce((
      select json_agg(json_build_object('id', s.uuid, 'name', s.name, 'url', s.url, 'environment', s.environment, 'tags', s.tags,
        'installed', v.version_number, 'fix', v.verdict->'fix'->>'version') order by s.name_key, s.id)
      from event_sites es join sites s on s.organization_id = es.organization_id and s.id = es.site_id and not s.is_deleted
      join site_modules sm on sm.organization_id = s.organization_id and sm.site_id = s.id and sm.module_id = m.id and sm.urgency = 2
      join module_versions v on v.id = sm.current_version_id
      where es.organization_id = n.organization_id and es.notice_id = n.id), '[]') as sites
    from notices n join events e on e.organization_id = n.organization_id and e.id = n.event_id join modules m on m.id = e.module_id
    where n.id = any(${notices.map(({ id }) => id)}::bigint[])`.execute(db);
  return notices.flatMap(({ id, uuid, organization_id, organization, stage, created_at }) => {
    const own = rows.find((row) => row.id === id);
    if (own === undefined) return [];
    const { project, sites } = own;
    const news = {
      id: uuid,
      organization,
      kind: 'project_unsupported',
      stage,
      at: new Date(created_at),
      project,
      sites,
      fleet: 0,
    } as const;
    return { noticeId: id, organizationId: organization_id, running: sites, news };
  });
}
