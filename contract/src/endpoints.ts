import * as advisories from './advisories.ts';
import * as apiKeys from './api-keys.ts';
import * as auditLogs from './audit-logs.ts';
import * as auth from './auth.ts';
import * as bulkSites from './bulk-sites.ts';
import * as channels from './channels.ts';
import * as compare from './compare.ts';
import * as deadLetters from './dead-letters.ts';
import type { EndpointShape } from './endpoint.ts';
import * as feeds from './feeds.ts';
import * as ingest from './ingest.ts';
import * as inventory from './inventory.ts';
import * as invitations from './invitations.ts';
import * as jobs from './jobs.ts';
import * as liveEvents from './live-events.ts';
import * as memberships from './memberships.ts';
import * as messages from './messages.ts';
import * as moduleIdentities from './module-identities.ts';
import * as modules from './modules.ts';
import * as mutes from './mutes.ts';
import * as organizations from './organizations.ts';
import * as overview from './overview.ts';
import * as passwordResets from './password-resets.ts';
import * as patchRunReport from './patch-run-report.ts';
import * as patchRuns from './patch-runs.ts';
import * as reports from './reports.ts';
import * as runway from './runway.ts';
import * as savedViews from './saved-views.ts';
import * as sessions from './sessions.ts';
import * as setup from './setup.ts';
import * as siteFacets from './site-facets.ts';
import * as sites from './sites.ts';
import * as tags from './tags.ts';
import * as users from './users.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

export interface EndpointGroup {
  readonly title: string;
  readonly endpoints: readonly EndpointShape[];
}

/** Every endpoint of the API by what it is about, in the order of the documentation. */
export const groups: readonly EndpointGroup[] = [
  group('Setup', setup),
  group('Signing in', auth),
  group('Sessions', sessions),
  group('Forgotten passwords', passwordResets),
  group('People', users),
  group('Memberships', memberships),
  group('Invitations', invitations),
  group('Organizations', organizations),
  group('Sites', { ...sites, ...siteFacets, ...bulkSites }),
  group('Tags', tags),
  group('Saved views', savedViews),
  group('API keys', apiKeys),
  group('Inventory', { ...inventory, ...compare, ...ingest }),
  group('Modules', modules),
  group('Unmatched modules', moduleIdentities),
  group('Advisories', advisories),
  group('Mutes', mutes),
  group('Messages', messages),
  group('Channels', channels),
  group('Feeds', feeds),
  group('Patch runs', patchRuns),
  group('Reports', { ...overview, ...reports, ...patchRunReport, ...runway }),
  group('Jobs', jobs),
  group('Dead letters', deadLetters),
  group('Live events', liveEvents),
  group('Audit log', auditLogs),
];

export const endpoints: readonly EndpointShape[] = groups.flatMap((each) => each.endpoints);

function group(title: string, file: Record<string, unknown>): EndpointGroup {
  return { title, endpoints: Object.values(file).filter(isEndpoint).sort(byPath) };
}

// The exports of a file come in the order of their names, which says nothing.
function byPath(one: EndpointShape, other: EndpointShape): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return methods.indexOf(one.method) - methods.indexOf(other.method);
}

function isEndpoint(value: unknown): value is EndpointShape {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
