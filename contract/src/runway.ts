import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Nullable, Time } from './envelope.ts';

const strict = { additionalProperties: false } as const;
const sites = Type.Integer({ minimum: 0, description: 'Own sites on it' });
const day = (description: string) => Nullable(Type.String({ description }));

export const coverageStates = ['covered', 'ending', 'ended', 'unknown'] as const;

export const CoreBranch = Type.Object(
  {
    branch: Nullable(Type.String({ description: 'Such as `11.3`; null for sites that named no core' })),
    sites,
    supported: Nullable(Type.Boolean({ description: 'Listed as supported; null without the release history of core' })),
    security_coverage: Type.Object(
      {
        state: Type.Enum(coverageStates, { description: '`ending`: it is time to move to `update_to`' }),
        ends_on: day('A day, or a month such as `2021-11`, where an end was announced'),
        ends_with: Nullable(Type.String({ description: 'Else the core release that ends it' })),
        update_to: Nullable(Type.String({ description: 'The branch to move to' })),
      },
      strict,
    ),
  },
  strict,
);

export const phpStates = ['active', 'security', 'ended', 'unknown'] as const;

export const PhpBranch = Type.Object(
  {
    branch: Nullable(Type.String({ description: 'Such as `8.3`; null for sites that named no PHP' })),
    sites,
    state: Type.Enum(phpStates, { description: '`security`: holes are mended, and nothing else' }),
    active_until: day('The last day on which bugs are mended'),
    ends_on: day('The last day on which holes are mended'),
  },
  strict,
);

export const Runway = Type.Object(
  {
    core: Type.Array(CoreBranch, { description: 'The oldest branch first' }),
    php: Type.Array(PhpBranch, { description: 'The oldest branch first' }),
    as_of: Nullable(Time),
  },
  strict,
);
export type Runway = Static<typeof Runway>;

export const getRunway = endpoint({
  name: 'getRunway',
  summary: 'How long the core and the PHP of own sites are looked after, by branch',
  method: 'GET',
  path: '/api/v1/runway',
  permission: 'fleet:read',
  query: Type.Object(
    { organization_id: Type.Optional(Id), tag: Type.Optional(Type.String({ maxLength: 64 })) },
    strict,
  ),
  response: Runway,
  kind: 'one',
  errors: [],
});
