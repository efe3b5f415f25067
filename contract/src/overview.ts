import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Nullable, Time } from './envelope.ts';
import { Activity, SitesByStatus, TrendPoint, trendDays, WeekAgo } from './overview-parts.ts';
import { OrganizationRef, SiteRef } from './reports.ts';
import { AdvisoryRef, ModuleRef } from './verdicts.ts';

const count = Type.Integer({ minimum: 0 });
const strict = { additionalProperties: false } as const;

export const SiteTally = Type.Object(
  {
    total: count,
    status: Type.Object({ security: count, unsupported: count, update: count, unknown: count, current: count }, strict),
    freshness: Type.Object({ fresh: count, late: count, silent: count, never: count }, strict),
  },
  strict,
);

export const ModuleTally = Type.Object(
  { security: count, unsupported: count, update: count, unknown: count, possible: count, muted: count },
  { ...strict, description: 'Pairs of site and module' },
);

const Tally = { sites: SiteTally, modules: ModuleTally, newest_report_at: Nullable(Time) };

export const QueuedFix = Type.Object(
  {
    module: ModuleRef,
    sites: Type.Integer({ description: 'Sites that run an insecure version of it' }),
    risk: Nullable(Type.Integer({ description: 'The highest known of the versions they run' })),
    advisories: Type.Array(AdvisoryRef, { description: 'That a site is surely affected by, newest first' }),
    fixed_in: Type.Array(Type.String(), {
      description: 'What the sites are to take, by what they run; first what the most of them are',
    }),
    oldest_published_at: Nullable(Type.String({ format: 'date-time', description: 'Of the holes that they have' })),
    overdue_hours: Nullable(
      Type.Integer({
        description:
          'How long the first of its holes to be due is past the target of the organization, of several the strictest; below 0 while there is time',
      }),
    ),
    sites_named: Type.Array(SiteRef, { maxItems: 3, description: 'Some of the sites' }),
  },
  strict,
);
export type QueuedFix = Static<typeof QueuedFix>;

export const OrganizationTally = Type.Object({ organization: OrganizationRef, ...Tally }, strict);
export type OrganizationTally = Static<typeof OrganizationTally>;

export const Exposures = Type.Object(
  {
    open: Type.Integer({
      description: 'One for each site, module and advisory; a security release without an advisory is one of its own',
    }),
    highest_risk: Nullable(Type.Integer({ description: 'The highest known' })),
    oldest_published_at: Nullable(Time),
  },
  { ...strict, description: 'What the patch-run report calls open exposures, as of now' },
);
export type Exposures = Static<typeof Exposures>;

export const Overview = Type.Object(
  {
    ...Tally,
    exposures: Exposures,
    /** When release data were last fetched. */
    as_of: Nullable(Time),
    oldest: Nullable(
      Type.Object(
        {
          module: ModuleRef,
          published_at: Time,
          sites: Type.Integer({ description: 'Sites that run a version with a hole as old' }),
          sites_named: Type.Array(SiteRef, { maxItems: 3 }),
        },
        { ...strict, description: 'The open exposure that was published first' },
      ),
    ),
    trend: Type.Array(TrendPoint, {
      description:
        'Open exposures over `days`, the oldest first: each day of 30, each week of 90 and 365; last comes now',
    }),
    week_ago: Nullable(WeekAgo),
    strip: Nullable(SitesByStatus),
    activity: Type.Array(Activity, { maxItems: 10, description: 'What happened last, the newest first' }),
    advisory_window: Type.Object(
      {
        next_at: Type.String({ format: 'date-time', description: 'The next Wednesday, 12:00 in New York' }),
        next_core_at: Type.String({ format: 'date-time', description: 'The same, on the third Wednesday of a month' }),
      },
      { ...strict, description: 'When the Security Team usually publishes' },
    ),
    last_advisory: Nullable(
      Type.Object(
        { ...AdvisoryRef.properties, sites: Type.Integer({ description: 'Own sites that it exposes now' }) },
        { ...strict, description: 'The newest of all, whether it concerns an own site or not' },
      ),
    ),
    fix_queue: Type.Array(QueuedFix, { description: 'What to do first: at most 10, by risk times sites' }),
    organizations: Type.Array(OrganizationTally, {
      description: 'At most 20, those with the most insecure sites first; the sums above are of all',
    }),
  },
  strict,
);
export type Overview = Static<typeof Overview>;

export const getOverview = endpoint({
  name: 'getOverview',
  summary: 'All numbers of the home page: sites, modules, exposures, what to do first',
  method: 'GET',
  path: '/api/v1/overview',
  permission: 'fleet:read',
  query: Type.Object(
    {
      organization_id: Type.Optional(Id),
      tag: Type.Optional(Type.String({ maxLength: 64 })),
      days: Type.Optional(Type.Integer({ enum: [...trendDays], default: 90, description: 'What `trend` is of' })),
    },
    { additionalProperties: false },
  ),
  response: Overview,
  kind: 'one',
  errors: [],
});
