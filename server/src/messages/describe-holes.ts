import { composerLine } from '@patchlight/drupal/composer-line';
import { type RawBuilder, sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import { unknownRisk } from '../modules/modules.ts';
import { defaultTargets } from '../organizations/organizations.ts';
import type { Described } from './described.ts';
import type { Hole, HoleNews, Named, NewsSite } from './news.ts';
import { runningSites } from './running-sites.ts';

interface HoleRow {
  readonly organization_id: number;
  readonly event_id: number;
  readonly advisory: string | null;
  readonly title: string | null;
  readonly link: string | null;
  readonly aliases: readonly string[] | null;
  readonly risk: number | null;
  readonly risk_vector: string | null;
  readonly published_at: string | null;
  readonly release: string | null;
  readonly project: { readonly name: string; readonly title: string | null };
  readonly targets: Partial<Record<keyof typeof defaultTargets, number>> | null;
}

/** A site that an event tells of, with what it runs of the project. */
interface SiteRow extends Omit<NewsSite, 'installed' | 'fix'> {
  readonly organization_id: number;
  readonly event_id: number;
  readonly notice_id: number | null;
  readonly is_running: boolean;
  readonly counts: boolean;
  readonly version: string | null;
  readonly fix: string | null;
}

/** A hole as it stands: what it is, and the sites that its event tells of. */
export interface StandingHole {
  readonly organizationId: number;
  readonly eventId: number;
  readonly hole: Hole;
  readonly sites: readonly SiteRow[];
}

const projectOf = (module: string) =>
  sql`(select json_build_object('name', m.module_name, 'title', m.title) from modules m where m.id = ${sql.ref(module)})`;

/** The holes of events `e`, an advisory's or a release's. */
export async function standingHoles(db: Db | DbTransaction, events: RawBuilder<unknown>): Promise<StandingHole[]> {
  const [{ rows: holes }, { rows: sites }] = await Promise.all([
    sql<HoleRow>`select e.organization_id, e.id as event_id, a.advisory_id as advisory, a.title, a.link, a.aliases, a.risk,
        a.risk_vector, coalesce(a.published_at, r.release_date) as published_at, r.version_number as release,
        coalesce((select ${projectOf('ap.module_id')} from advisory_projects ap where ap.advisory_id = a.id order by ap.module_id limit 1),
          ${projectOf('r.module_id')}) as project, o.settings->'update_targets' as targets
      from (${events}) e join organizations o on o.id = e.organization_id
      left join advisories a on a.id = e.advisory_id left join module_versions r on r.id = e.release_id`.execute(db),
    // Those that are safe again stay in the event: what they run now is what they took.
    sql<SiteRow>`select es.organization_id, es.event_id, es.notice_id, s.uuid as id, s.name, s.url, s.environment, s.tags,
        run.site_id is not null as is_running, coalesce(run.counts, false) as counts, v.version_number as version,
        v.verdict->'fix'->>'version' as fix
      from (${events}) e join event_sites es on es.organization_id = e.organization_id and es.event_id = e.id
      join sites s on s.organization_id = es.organization_id and s.id = es.site_id and not s.is_deleted
      left join (${runningSites(events)}) run on run.organization_id = es.organization_id and run.event_id = es.event_id
        and run.site_id = es.site_id
      left join lateral (select sm.current_version_id from site_modules sm
        where run.site_id is null and sm.organization_id = es.organization_id and sm.site_id = es.site_id
          and (sm.module_id in (select ap.module_id from advisory_projects ap where ap.advisory_id = e.advisory_id)
            or sm.module_id = (select r.module_id from module_versions r where r.id = e.release_id)) limit 1) now on true
      left join module_versions v on v.id = coalesce(run.version_id, now.current_version_id)
      order by s.name_key, s.id`.execute(db),
  ]);
  return holes.map((row) => {
    const own = sites.filter((site) => site.organization_id === row.organization_id && site.event_id === row.event_id);
    return { organizationId: row.organization_id, eventId: row.event_id, hole: viewHole(row, own), sites: own };
  });
}

function viewHole(row: HoleRow, sites: readonly SiteRow[]): Hole {
  const isHigh = (row.risk ?? unknownRisk) >= unknownRisk;
  const targetHours =
    row.targets?.[isHigh ? 'critical_hours' : 'other_hours'] ??
    defaultTargets[isHigh ? 'critical_hours' : 'other_hours'];
  const publishedAt = row.published_at === null ? null : new Date(row.published_at);
  const { name } = row.project;
  const fixes = mostFrequent(sites.flatMap(({ counts, fix }) => (counts && fix !== null ? fix : [])));
  return {
    advisory: row.advisory,
    title: row.title ?? `Security release ${row.release}`,
    link: row.link,
    aliases: row.aliases ?? [],
    project: { name, title: row.project.title ?? (name === 'drupal' ? 'Drupal core' : name) },
    risk: row.risk,
    riskVector: row.risk_vector,
    fixedIn: fixes,
    publishedAt,
    dueAt: publishedAt === null ? null : new Date(publishedAt.getTime() + targetHours * 3_600_000),
    targetHours,
    composer: fixes[0] === undefined ? null : composerLine([{ project: name, version: fixes[0] }]),
  };
}

function mostFrequent(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([value]) => value);
}

export interface NoticeRow {
  readonly id: number;
  readonly uuid: string;
  readonly organization_id: number;
  readonly event_id: number;
  readonly organization: Named;
  readonly kind: HoleNews['kind'];
  readonly stage: HoleNews['stage'];
  readonly created_at: string;
}

/** What a notice of a hole says; `asGiven`: of all sites that it was about, whatever became of them. */
export function describeHole(notice: NoticeRow, { hole, sites }: StandingHole, asGiven: boolean): Described {
  const running = sites.filter(({ counts }) => counts);
  const isOver = notice.stage === 'resolved';
  const told = isOver
    ? sites.filter(({ notice_id }) => notice_id !== null)
    : (asGiven ? sites : running).filter((site) => site.notice_id === notice.id);
  return {
    noticeId: notice.id,
    organizationId: notice.organization_id,
    running,
    news: {
      id: notice.uuid,
      organization: notice.organization,
      kind: notice.kind,
      stage: notice.stage,
      at: new Date(notice.created_at),
      hole,
      sites: told.map((site) => viewSite(site, isOver)),
      exposed: running.length,
      fleet: 0,
    },
  };
}

export function viewSite({ id, name, url, environment, tags, version, fix }: SiteRow, isOver = false): NewsSite {
  return { id, name, url, environment, tags, installed: isOver ? null : version, fix: isOver ? version : fix };
}
