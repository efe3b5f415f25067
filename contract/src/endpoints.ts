import * as advisories from './advisories.ts';
import * as apiKeys from './api-keys.ts';
import * as auditLogs from './audit-logs.ts';
import * as auth from './auth.ts';
import type { EndpointShape } from './endpoint.ts';
import * as inventory from './inventory.ts';
import * as invitations from './invitations.ts';
import * as memberships from './memberships.ts';
import * as modules from './modules.ts';
import * as organizations from './organizations.ts';
import * as passwordResets from './password-resets.ts';
import * as patchRunReport from './patch-run-report.ts';
import * as patchRuns from './patch-runs.ts';
import * as reports from './reports.ts';
import * as savedViews from './saved-views.ts';
import * as sessions from './sessions.ts';
import * as setup from './setup.ts';
import * as sites from './sites.ts';
import * as tags from './tags.ts';
import * as users from './users.ts';

/** Every endpoint of the API, in the order of the documentation. */
export const endpoints: readonly EndpointShape[] = [
  setup,
  auth,
  sessions,
  passwordResets,
  users,
  memberships,
  invitations,
  organizations,
  sites,
  tags,
  savedViews,
  apiKeys,
  inventory,
  modules,
  advisories,
  patchRuns,
  reports,
  patchRunReport,
  auditLogs,
].flatMap((file) => Object.values(file as Record<string, unknown>).filter(isEndpoint));

function isEndpoint(value: unknown): value is EndpointShape {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
