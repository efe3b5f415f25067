import type * as contract from '../feeds.ts';
import type { ExamplesOf } from './example.ts';

const feed: contract.Feed = {
  key: 'release-history:postcard',
  kind: 'release_history',
  host: 'updates.drupal.org',
  project: 'postcard',
  as_of: '2026-11-20T08:00:00Z',
  age_seconds: 7200,
  stale: false,
  outcome: 'failed',
  status: 503,
  detail: 'HTTP status 503.',
  attempted_at: '2026-11-20T09:59:00Z',
  next_fetch_at: '2026-11-20T10:01:00Z',
  failures: 1,
  paused: false,
};
const params = { feed_key: feed.key };
const history = '<?xml version="1.0"?><project><short_name>postcard</short_name><releases>…</releases></project>';

export const feeds: ExamplesOf<typeof contract> = {
  listFeeds: { query: { kind: 'release_history' }, data: [feed] },
  listFeedFetches: {
    params,
    data: [
      {
        fetched_at: '2026-11-20T09:59:00Z',
        duration_ms: 210,
        outcome: 'failed',
        status: 503,
        content_type: null,
        bytes: 0,
        sha256: null,
        detail: 'HTTP status 503.',
      },
    ],
  },
  refreshFeeds: { body: { projects: ['postcard'], advisories: true }, data: { feeds: 3, unknown: [] } },
  pauseFeed: { params, data: { ...feed, next_fetch_at: null, paused: true } },
  resumeFeed: { params, data: { ...feed, next_fetch_at: '2026-11-20T10:00:00Z' } },
  uploadReleaseHistory: {
    params: { project: 'postcard' },
    body: history,
    data: { project: 'postcard', changed: true, verdicts_changed: 2, sites: 1 },
  },
};
