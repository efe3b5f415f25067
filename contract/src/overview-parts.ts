import { type Static, Type } from 'typebox';
import { Id, Nullable, Time } from './envelope.ts';
import { freshnesses } from './site-filter.ts';
import { ModuleRef, moduleStatuses } from './verdicts.ts';

const count = Type.Integer({ minimum: 0 });
const strict = { additionalProperties: false } as const;

export const trendDays = [30, 90, 365] as const;

export const OpenByRisk = Type.Object(
  {
    critical: Type.Integer({ description: 'Of a risk of 15 and above' }),
    moderate: Type.Integer({ description: '10 to 14' }),
    low: Type.Integer({ description: 'Below 10' }),
    unknown: Type.Integer({ description: 'Of an advisory without a risk, or a security release without an advisory' }),
    sites: Type.Integer({ description: 'Sites that had one of them' }),
  },
  strict,
);

export const TrendPoint = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: 'The beginning of a day in UTC; of the last point, now' }),
    open: Nullable(OpenByRisk),
  },
  { ...strict, description: 'Open exposures at one time; null before there were data' },
);
export type TrendPoint = Static<typeof TrendPoint>;

export const WeekAgo = Type.Object(
  {
    at: Time,
    status: Type.Object({ security: count, unsupported: count, update: count, unknown: count, current: count }, strict),
    silent: count,
  },
  { ...strict, description: 'Sites as they were counted seven days ago; null where nobody counted' },
);
export type WeekAgo = Static<typeof WeekAgo>;

export const SitesByStatus = Type.Object(
  {
    sites: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Type.String(),
          status: Type.Enum(moduleStatuses),
          freshness: Type.Enum(freshnesses),
          tag: Nullable(Type.String({ description: 'The first of its tags, to group by' })),
        },
        strict,
      ),
      { maxItems: 500 },
    ),
    more: Type.Integer({ description: 'Sites that are not in it' }),
  },
  { ...strict, description: 'The worst first, at most 500; null above 500 sites unless a tag is given' },
);
export type SitesByStatus = Static<typeof SitesByStatus>;

const NamedSite = Type.Object({ id: Id, name: Type.String() }, strict);

export const Activity = Type.Object(
  {
    kind: Type.Enum(['report', 'patch_run', 'advisory'], {
      description:
        '`report`: one that changed what a site runs; `patch_run`: somebody recorded one; `advisory`: one came to expose own sites',
    }),
    at: Time,
    site: Nullable(NamedSite),
    baseline: Type.Boolean({ description: 'Of a report: the first of its source' }),
    installed: count,
    updated: count,
    removed: count,
    module: Nullable(ModuleRef),
    version: Nullable(Type.String({ description: 'Where one module was changed: what runs now' })),
    advisory: Nullable(
      Type.Object({ id: Type.String(), title: Type.String(), risk: Nullable(Type.Integer()) }, strict),
    ),
    sites: Nullable(Type.Integer({ description: 'Of an advisory: own sites that it came to expose' })),
    actor: Nullable(Type.String({ description: 'Of a recorded patch run: by whom' })),
  },
  strict,
);
export type Activity = Static<typeof Activity>;
