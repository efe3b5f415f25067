import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { listQuery, Nullable, Time } from './envelope.ts';

export const feedKinds = ['release_history', 'advisories_osv', 'advisories_sa', 'advisories_psa'] as const;
export type FeedKind = (typeof feedKinds)[number];

/**
 * `ok`: something new. `unchanged`: what is stored is still right. `not_found`: drupal.org has no such project.
 * `redirected`: sent on, which is not followed. `refused`: an answer that cannot be used. `failed`: none at all.
 */
export const fetchOutcomes = ['ok', 'unchanged', 'not_found', 'redirected', 'refused', 'failed'] as const;
export type FetchOutcome = (typeof fetchOutcomes)[number];

/** Largest document that is fetched or uploaded, as it is sent and unpacked. */
export const documentBytes = 16 * 1024 * 1024;

const ProjectName = Type.String({ pattern: '^[a-z0-9_]{1,128}$', description: 'Machine name on drupal.org' });
const feedParams = Type.Object(
  {
    feed_key: Type.String({ minLength: 1, maxLength: 200, description: '`key` of a feed' }),
  },
  { additionalProperties: false },
);

export const Feed = Type.Object(
  {
    key: Type.String({
      description: '`release-history:PROJECT`, `advisories:osv`, `advisories:sa` or `advisories:psa`',
    }),
    kind: Type.Enum(feedKinds),
    host: Nullable(Type.String({ description: 'Where it is fetched; null while nothing is' })),
    project: Nullable(Type.String()),
    as_of: Nullable(
      Type.String({ format: 'date-time', description: 'When what is stored was last known to be right' }),
    ),
    age_seconds: Nullable(Type.Integer()),
    stale: Type.Boolean({ description: 'Older than a fetch that failed once would leave it, or never fetched' }),
    outcome: Nullable(Type.Enum(fetchOutcomes)),
    status: Nullable(Type.Integer({ description: 'HTTP status of the last attempt' })),
    detail: Nullable(Type.String({ description: 'Why the last attempt gave nothing good' })),
    attempted_at: Nullable(Time),
    next_fetch_at: Nullable(
      Type.String({ format: 'date-time', description: 'Null while paused, or while no site runs it' }),
    ),
    failures: Type.Integer({ description: 'Attempts in a row that gave nothing good' }),
    paused: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Feed = Static<typeof Feed>;

export const listFeeds = endpoint({
  name: 'listFeeds',
  summary: 'What is fetched from drupal.org: how old it is, what became of the last attempt, when the next one is due',
  method: 'GET',
  path: '/api/v1/feeds',
  permission: 'feeds:manage',
  query: Type.Object(
    {
      ...listQuery(['key', 'as_of', 'next_fetch_at']),
      kind: Type.Optional(Type.Enum(feedKinds)),
      outcome: Type.Optional(Type.Enum(fetchOutcomes)),
      stale: Type.Optional(Type.Enum(['true', 'false'])),
      q: Type.Optional(Type.String({ maxLength: 128, description: 'Part of the key' })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Feed),
  kind: 'list',
  errors: [],
});

export const FeedFetch = Type.Object(
  {
    fetched_at: Time,
    duration_ms: Type.Integer(),
    outcome: Type.Enum(fetchOutcomes),
    status: Nullable(Type.Integer()),
    content_type: Nullable(Type.String()),
    bytes: Type.Integer({ description: 'Of the body, unpacked' }),
    sha256: Nullable(Type.String()),
    detail: Nullable(Type.String()),
  },
  { additionalProperties: false },
);
export type FeedFetch = Static<typeof FeedFetch>;

export const listFeedFetches = endpoint({
  name: 'listFeedFetches',
  summary: 'Attempts to fetch one feed within the last 30 days, newest first',
  method: 'GET',
  path: '/api/v1/feeds/{feed_key}/fetches',
  permission: 'feeds:manage',
  params: feedParams,
  query: Type.Object(listQuery(['fetched_at']), { additionalProperties: false }),
  response: Type.Array(FeedFetch),
  kind: 'list',
  errors: ['not_found'],
});

export const refreshFeeds = endpoint({
  name: 'refreshFeeds',
  summary:
    'Fetch now, one after the other: what is named, or where nothing is everything whose last attempt gave nothing good',
  method: 'POST',
  path: '/api/v1/feeds/refresh',
  permission: 'feeds:manage',
  body: Type.Object(
    {
      projects: Type.Optional(Type.Array(ProjectName, { minItems: 1, maxItems: 1000 })),
      advisories: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  bodyOptional: true,
  response: Type.Object(
    {
      feeds: Type.Integer({ description: 'How many are due now' }),
      unknown: Type.Array(Type.String(), {
        description: 'Named projects that are not fetched: no site runs them, or they are paused',
      }),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  status: 202,
  errors: [],
});

export const pauseFeed = endpoint({
  name: 'pauseFeed',
  summary: 'Fetch one feed no longer; what is stored of it stays',
  method: 'POST',
  path: '/api/v1/feeds/{feed_key}/pause',
  permission: 'feeds:manage',
  params: feedParams,
  response: Feed,
  kind: 'one',
  errors: ['not_found'],
});

export const resumeFeed = endpoint({
  name: 'resumeFeed',
  summary: 'Fetch a paused feed again, now',
  method: 'POST',
  path: '/api/v1/feeds/{feed_key}/resume',
  permission: 'feeds:manage',
  params: feedParams,
  response: Feed,
  kind: 'one',
  errors: ['not_found'],
});

export const uploadReleaseHistory = endpoint({
  name: 'uploadReleaseHistory',
  summary: 'Store the release history XML of a project: where the server has no way out',
  method: 'PUT',
  path: '/api/v1/feeds/release-history/{project}',
  permission: 'feeds:manage',
  params: Type.Object({ project: ProjectName }, { additionalProperties: false }),
  body: Type.String({
    description: 'The document, as https://updates.drupal.org/release-history/PROJECT/current gives it',
  }),
  rawBody: true,
  mediaType: 'application/xml',
  bodyBytes: documentBytes,
  response: Type.Object(
    {
      project: Type.String(),
      changed: Type.Boolean({ description: 'False where this very document was stored before' }),
      verdicts_changed: Type.Integer(),
      sites: Type.Integer({ description: 'Sites that were brought up to date' }),
    },
    { additionalProperties: false },
  ),
  kind: 'one',
  errors: ['not_found'],
});
