import { pathOf } from './address.ts';
import type { EndpointShape } from './endpoint.ts';
import type { Envelope, ErrorBody } from './envelope.ts';
import { errors } from './errors.ts';
import { advisories } from './examples/advisories.ts';
import { apiKeys } from './examples/api-keys.ts';
import { auditLogs } from './examples/audit-logs.ts';
import { auth } from './examples/auth.ts';
import { channels } from './examples/channels.ts';
import { deadLetters } from './examples/dead-letters.ts';
import { feeds } from './examples/feeds.ts';
import { ingest } from './examples/ingest.ts';
import { compare, inventory } from './examples/inventory.ts';
import { invitations } from './examples/invitations.ts';
import { jobs } from './examples/jobs.ts';
import { liveEvents } from './examples/live-events.ts';
import { memberships } from './examples/memberships.ts';
import { messages } from './examples/messages.ts';
import { moduleIdentities } from './examples/module-identities.ts';
import { modules } from './examples/modules.ts';
import { mutes } from './examples/mutes.ts';
import { organizations } from './examples/organizations.ts';
import { overview } from './examples/overview.ts';
import { passwordResets } from './examples/password-resets.ts';
import { patchRunReport } from './examples/patch-run-report.ts';
import { patchRuns } from './examples/patch-runs.ts';
import { reports } from './examples/reports.ts';
import { runway } from './examples/runway.ts';
import { savedViews } from './examples/saved-views.ts';
import { sessions } from './examples/sessions.ts';
import { setup } from './examples/setup.ts';
import { bulkSites, siteFacets, sites } from './examples/sites.ts';
import { tags } from './examples/tags.ts';
import { users } from './examples/users.ts';

export interface AnyExample {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly data: unknown;
}

const all: Readonly<Record<string, AnyExample>> = {
  ...setup,
  ...auth,
  ...sessions,
  ...passwordResets,
  ...users,
  ...memberships,
  ...invitations,
  ...organizations,
  ...sites,
  ...siteFacets,
  ...bulkSites,
  ...tags,
  ...savedViews,
  ...apiKeys,
  ...inventory,
  ...compare,
  ...ingest,
  ...modules,
  ...moduleIdentities,
  ...messages,
  ...channels,
  ...advisories,
  ...mutes,
  ...feeds,
  ...patchRuns,
  ...overview,
  ...reports,
  ...patchRunReport,
  ...runway,
  ...jobs,
  ...deadLetters,
  ...liveEvents,
  ...auditLogs,
};

const exampleUrl = 'https://patchlight.example';

/** The example of an endpoint. Throws where there is none. */
export function exampleOf({ name }: EndpointShape): AnyExample {
  const example = all[name];
  if (example === undefined) throw new Error(`The endpoint ${name} has no example; see contract/src/examples/.`);
  return example;
}

/** The path and query that the example of an endpoint asks for. */
export function examplePathOf(endpoint: EndpointShape): string {
  const { params, query } = exampleOf(endpoint);
  return pathOf(endpoint.path, params, query);
}

/** What a stream sends of the example of an endpoint. */
export function exampleEventOf(endpoint: EndpointShape): string {
  return `data: ${JSON.stringify(exampleOf(endpoint).data)}\n\n`;
}

/** The whole answer to the example of an endpoint. */
export function exampleAnswerOf(endpoint: EndpointShape, host = exampleUrl): Envelope<unknown> {
  const { data } = exampleOf(endpoint);
  const isPaged = endpoint.kind === 'list' || endpoint.kind === 'report';
  return {
    data,
    meta: { page: 1, per_page: isPaged ? 25 : 1, total: data === null ? 0 : Array.isArray(data) ? data.length : 1 },
    links: { self: `${host}${examplePathOf(endpoint)}`, next: null, prev: null },
  };
}

const { status, message } = errors.not_found;
export const exampleError: ErrorBody = {
  status_code: status,
  error: 'not_found',
  message,
  details: null,
  timestamp: '2026-11-20T09:12:00Z',
  type: `${exampleUrl}/docs/errors#not_found`,
  title: 'Not Found',
  status,
  detail: message,
  request_id: '5f7b3c1e-2d9a-4b60-8e17-9c0d6a4f2b38',
};
