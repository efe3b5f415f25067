import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Nullable, Time } from './envelope.ts';
import { facetOf } from './facet.ts';
import { OrganizationRef, SiteRef } from './reports.ts';

/** Weeks are those of ISO 8601; `ytd` is from 1 January on, by month; `custom` is one stretch. */
export const periods = ['weekly', 'monthly', 'ytd', 'custom'] as const;

/** The longest lists that one answer holds. */
export const patchRunReportLimits = { buckets: 260, breaches: 1000, groups: 5000 } as const;

const Hours = Nullable(Type.Number({ description: 'Hours, to the hundredth; null where there is nothing to measure' }));

/** Where one number of `by_days` ends and the next begins. */
export const lagEdgesDays = [1, 3, 7, 14, 30] as const;

const LagFigures = Type.Object(
  {
    count: Type.Integer(),
    p50_hours: Hours,
    p90_hours: Hours,
    max_hours: Hours,
    by_days: Type.Array(Type.Integer(), {
      minItems: lagEdgesDays.length + 1,
      maxItems: lagEdgesDays.length + 1,
      description: `How many took up to 1 day, then up to ${lagEdgesDays.slice(1, -1).join(', ')} and ${lagEdgesDays.at(-1)}, then longer`,
    }),
  },
  { additionalProperties: false },
);
const Lag = Type.Object(
  { security: LagFigures, other: LagFigures },
  {
    additionalProperties: false,
    description:
      'From publication to the first report without the hole, or of the version taken; percentiles by nearest rank',
  },
);

const runCounts = {
  runs: Type.Integer({ description: 'Recorded and detected patch runs' }),
  updates: Type.Integer({ description: 'Updates in these runs' }),
  security_updates: Type.Integer({ description: 'Those that took a site past every security release' }),
  sites: Type.Integer({ description: 'Sites with at least one run' }),
};

export const PeriodBucket = Type.Object({ start: Time, end: Time, ...runCounts }, { additionalProperties: false });

const Breach = Type.Object(
  {
    site: SiteRef,
    project: Type.String(),
    advisory: Nullable(Type.String()),
    release: Nullable(Type.String({ description: 'The security release, where no advisory tells of its hole' })),
    hours: Type.Number({ description: 'From publication to the end, or until now' }),
    target_hours: Type.Integer(),
    open: Type.Boolean(),
  },
  { additionalProperties: false },
);

const groupFigures = {
  ...runCounts,
  lag: Lag,
  open_exposures: Type.Integer(),
  breaches: Type.Integer(),
};
export const SiteRuns = Type.Object({ site: SiteRef, ...groupFigures }, { additionalProperties: false });
export const TagRuns = Type.Object(
  { tag: Nullable(Type.String({ description: 'Null: sites without a tag' })), ...groupFigures },
  { additionalProperties: false },
);
export const OrganizationRuns = Type.Object(
  { organization: OrganizationRef, ...groupFigures },
  { additionalProperties: false },
);
export type PatchRunGroup = Static<typeof SiteRuns> | Static<typeof TagRuns> | Static<typeof OrganizationRuns>;

export const PatchRunReport = Type.Object(
  {
    period: Type.Enum(periods),
    from: Time,
    to: Time,
    timezone: Type.String(),
    closed: Type.Boolean({
      description: 'Computed for the first time a week or more after its end: these figures never change',
    }),
    late_reports: Type.Integer({ description: 'Reports for a closed period that came after it was computed' }),
    buckets: Type.Array(PeriodBucket),
    lag: Lag,
    open_exposures: Type.Object(
      {
        count: Type.Integer(),
        oldest_hours: Hours,
      },
      {
        additionalProperties: false,
        description: 'At the end of the period or now: how many, and how long ago the oldest of them began',
      },
    ),
    breaches: Type.Array(Breach, {
      description: `Exposures that were closed after their target, or are open past it; the longest first, at most ${patchRunReportLimits.breaches}`,
    }),
    breach_count: Type.Integer(),
    groups: Type.Optional(Type.Array(Type.Union([SiteRuns, TagRuns, OrganizationRuns]))),
  },
  { additionalProperties: false },
);
export type PatchRunReport = Static<typeof PatchRunReport>;

const moment = (description: string) =>
  Type.Optional(
    Type.Union([Type.String({ format: 'date' }), Type.String({ format: 'date-time' })], {
      description: `${description} A date is its first moment in the time zone.`,
    }),
  );

export const reportPatchRun = endpoint({
  name: 'reportPatchRun',
  summary: 'Patch runs and updates of each period, how long updates took, and what is exposed',
  method: 'GET',
  path: '/api/v1/reports/patch-run',
  permission: 'fleet:read',
  query: Type.Object(
    {
      period: Type.Optional(
        Type.Enum(periods, { description: '`weekly` where nothing is said; `custom` needs `from`' }),
      ),
      from: moment('Included. Without it: the last 12 weeks, the last 12 months.'),
      to: moment('Not included.'),
      timezone: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 64,
          description: 'Without it: that of the organization, or UTC for several',
        }),
      ),
      group_by: Type.Optional(Type.Enum(['site', 'tag', 'organization'])),
      organization_id: Type.Optional(Id),
      site_id: Type.Optional(Id),
      tag: Type.Optional(facetOf(null)),
    },
    { additionalProperties: false },
  ),
  response: PatchRunReport,
  kind: 'one',
  csv: ['buckets', 'groups'],
  errors: [],
});
