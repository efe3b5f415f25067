import type { QueryOf } from '@patchlight/contract/endpoint';
import {
  type reportPatchRun as endpoint,
  patchRunReportLimits as limits,
  type PatchRunReport,
} from '@patchlight/contract/patch-run-report';
import { sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';
import { invalid } from '../errors.ts';
import { narrowedScope } from '../modules/modules.ts';
import { targetsOf } from '../organizations/organizations.ts';
import { isTimeZone } from '../organizations/time-zone.ts';
import { addedUp } from './add-up.ts';
import { countLateReports, isClosed, settledFigures } from './closed-periods.ts';
import { type Asked, figuresOf, noFigures } from './figures.ts';
import { sitesOf } from './open-modules.ts';
import { type GroupFigures, groupFiguresOf, groupOf, shownGroups } from './patch-run-groups.ts';
import { readPeriod } from './periods.ts';

type Query = QueryOf<typeof endpoint>;

/** Patch runs, lags and exposures of a period: the figures of each organization, added up. */
export async function reportPatchRun(ctx: Ctx, { query }: { query: Query }): Promise<PatchRunReport> {
  const organizations = await reportedOrganizations(ctx, query.organization_id);
  const period = await readPeriod(ctx.db, query, timezoneOf(query, organizations), ctx.now());
  const asked: Asked = {
    organizationIds: organizations.map(({ id }) => id),
    targets: new Map(organizations.map(({ id, settings }) => [id, targetsOf(settings)])),
    sites: sitesOf(query),
    period,
  };
  const question = [period.kind, period.edges, query.site_id ?? null, query.tag ?? null];
  const settled = await settledFigures(ctx, asked, question, async (organizationIds) => {
    const found = await figuresOf(ctx, { ...asked, organizationIds });
    return new Map([...found].map(([id, groups]) => [id, groups.get('') ?? noFigures(period)]));
  });
  const groupsBy = async (groupBy: Query['group_by']): Promise<GroupFigures[]> => {
    if (groupBy === undefined) return [];
    if (groupBy === 'organization')
      return organizations.flatMap(({ id, uuid, name }) => {
        const figures = settled.get(id)?.figures;
        return figures === undefined ? [] : groupOf({ organization: { id: uuid, name } }, figures);
      });
    const groups = await settledFigures(ctx, asked, [...question, groupBy], (organizationIds) =>
      groupFiguresOf(ctx, { ...asked, organizationIds, groupBy }),
    );
    return [...groups.values()].flatMap(({ figures }) => figures);
  };
  const [lateReports, groups] = await Promise.all([countLateReports(ctx, asked, settled), groupsBy(query.group_by)]);
  const { breaches, ...figures } = addedUp(
    [...settled.values()].map((each) => each.figures),
    period,
  );
  return {
    period: period.kind,
    from: period.from,
    to: period.to,
    timezone: period.timezone,
    closed: isClosed(period, ctx.now()),
    late_reports: lateReports,
    ...figures,
    breaches: breaches.slice(0, limits.breaches),
    breach_count: breaches.length,
    ...(query.group_by && { groups: shownGroups(groups).slice(0, limits.groups) }),
  };
}

interface ReportedOrganization {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly timezone: string;
  readonly settings: unknown;
}

async function reportedOrganizations(ctx: Ctx, only: string | undefined): Promise<ReportedOrganization[]> {
  const scope = await narrowedScope(ctx, only);
  const { rows } = await sql<ReportedOrganization>`select id, uuid, name, timezone, settings from organizations
    where not is_deleted and ${inScope(scope, 'id')} order by id`.execute(ctx.db);
  return rows;
}

/** That of the organizations where they have one; several zones have only UTC in common. */
function timezoneOf({ timezone }: Query, organizations: readonly ReportedOrganization[]): string {
  if (timezone !== undefined) {
    if (!isTimeZone(timezone))
      throw invalid('query/timezone', 'bad_format', 'Must be a time zone such as Europe/Berlin.');
    return timezone;
  }
  const zones = new Set(organizations.map((each) => each.timezone));
  const [zone] = zones;
  return zone !== undefined && zones.size === 1 ? zone : 'UTC';
}
