import type { QueryOf } from '@patchlight/contract/endpoint';
import {
  type reportPatchRun as endpoint,
  patchRunReportLimits as limits,
  type PatchRunReport,
} from '@patchlight/contract/patch-run-report';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { invalid } from '../errors.ts';
import { targetsOf } from '../organizations/organizations.ts';
import { isTimeZone } from '../organizations/time-zone.ts';
import { addedUp } from './add-up.ts';
import { countLateReports, type Settled, settledFigures } from './closed-periods.ts';
import { figuresOf, noFigures } from './figures.ts';
import { livingOrganizations } from './living-organizations.ts';
import type { Asked } from './members.ts';
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
  const grouped = await groupsBy(ctx, asked, question, query.group_by);
  const groups =
    query.group_by === 'organization'
      ? organizations.flatMap(({ id, uuid, name }) => {
          const figures = settled.get(id)?.figures;
          return figures === undefined ? [] : groupOf({ organization: { id: uuid, name } }, figures);
        })
      : grouped.flatMap(({ figures }) => figures);
  const parts = [...settled.values()];
  return {
    period: period.kind,
    from: period.from,
    to: period.to,
    timezone: period.timezone,
    closed: parts.length > 0 && [...parts, ...grouped].every(({ computedAt }) => computedAt !== null),
    late_reports: await countLateReports(ctx, asked, settled),
    ...addedUp(
      parts.map(({ figures }) => figures),
      period,
    ),
    ...(query.group_by && { groups: shownGroups(groups).slice(0, limits.groups) }),
  };
}

/** Groups by site or tag. Those by organization are the figures of the organizations. */
async function groupsBy(
  ctx: Ctx,
  asked: Asked,
  question: readonly unknown[],
  groupBy: Query['group_by'],
): Promise<Settled<GroupFigures[]>[]> {
  if (groupBy === undefined || groupBy === 'organization') return [];
  const groups = await settledFigures(ctx, asked, [...question, groupBy], (organizationIds) =>
    groupFiguresOf(ctx, { ...asked, organizationIds, groupBy }),
  );
  return [...groups.values()];
}

interface ReportedOrganization {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly timezone: string;
  readonly settings: unknown;
}

async function reportedOrganizations(ctx: Ctx, only: string | undefined): Promise<ReportedOrganization[]> {
  const columns = sql`id, uuid, name, timezone, settings`;
  const { rows } = await sql<ReportedOrganization>`select * from ${livingOrganizations(ctx, only, columns)} o
    order by id`.execute(ctx.db);
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
