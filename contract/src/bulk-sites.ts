import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id } from './envelope.ts';
import { environments, SiteFilter } from './site-filter.ts';
import { siteTags } from './sites.ts';

export const bulkSitesMax = 5000;
export const bulkActions = ['add_tags', 'remove_tags', 'set_environment', 'set_active', 'delete'] as const;
export type BulkAction = (typeof bulkActions)[number];
export const skipReasons = ['not_found', 'forbidden', 'unchanged', 'too_many_tags'] as const;
export type SkipReason = (typeof skipReasons)[number];

export const BulkOutcome = Type.Object(
  {
    matched: Type.Integer({ description: 'Sites that were meant, those that were skipped too' }),
    changed: Type.Integer({ description: 'Of a `dry_run`, that would be' }),
    dry_run: Type.Boolean(),
    skipped: Type.Array(Type.Object({ site_id: Id, reason: Type.Enum(skipReasons) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type BulkOutcome = Static<typeof BulkOutcome>;

export const changeSites = endpoint({
  name: 'changeSites',
  summary: 'Change or delete many sites at once: those that a filter lets through at this moment, or those named',
  method: 'POST',
  path: '/api/v1/sites/bulk',
  permission: 'sites:write',
  body: Type.Object(
    {
      action: Type.Enum(bulkActions, { description: '`delete` is for administrators' }),
      filter: Type.Optional(SiteFilter),
      site_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: bulkSitesMax })),
      tags: Type.Optional(siteTags),
      environment: Type.Optional(Type.Enum(environments)),
      is_active: Type.Optional(Type.Boolean()),
      dry_run: Type.Optional(Type.Boolean({ description: 'Says what would be done, and does nothing' })),
    },
    {
      additionalProperties: false,
      description: `Either \`filter\`, of at most ${bulkSitesMax} sites, or \`site_ids\`, and what the action needs`,
    },
  ),
  response: BulkOutcome,
  kind: 'one',
  errors: ['quota_exceeded'],
});
