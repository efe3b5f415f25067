import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Nullable, Time } from './envelope.ts';
import { ModuleRef } from './verdicts.ts';

const Difference = Type.Object(
  {
    module: ModuleRef,
    custom: Type.Boolean(),
    from_version: Nullable(Type.String()),
    to_version: Nullable(Type.String()),
    security: Type.Boolean({
      description: 'The site had a hole by it that was published before `to`, and has it no more',
    }),
  },
  { additionalProperties: false },
);
export type Difference = Static<typeof Difference>;

export const SiteComparison = Type.Object(
  {
    from: Time,
    to: Time,
    added: Type.Array(Difference),
    removed: Type.Array(Difference),
    updated: Type.Array(Difference),
    downgraded: Type.Array(Difference),
    changed: Type.Array(Difference, {
      description: 'To another version without an order, such as a development build',
    }),
    unchanged: Type.Integer(),
  },
  { additionalProperties: false },
);
export type SiteComparison = Static<typeof SiteComparison>;

export const compareSite = endpoint({
  name: 'compareSite',
  summary: 'What differs between what a site ran at two times, security updates first',
  method: 'GET',
  path: '/api/v1/sites/{site_id}/compare',
  permission: 'fleet:read',
  params: Type.Object({ site_id: Id }, { additionalProperties: false }),
  query: Type.Object(
    {
      from: Type.Optional(Type.String({ format: 'date-time', description: 'Without it: 30 days before `to`' })),
      to: Type.Optional(Type.String({ format: 'date-time', description: 'Without it: now' })),
    },
    { additionalProperties: false },
  ),
  response: SiteComparison,
  kind: 'one',
  errors: ['not_found'],
});
