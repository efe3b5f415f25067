import type { EndpointShape } from './endpoint.ts';

// This file has no schemas, so that a program in a browser can call every endpoint without carrying any.

type EndpointsIn<File> = Extract<File[keyof File], EndpointShape>;
type AnyEndpoint = EndpointsInEach<
  | typeof import('./advisories.ts')
  | typeof import('./api-keys.ts')
  | typeof import('./audit-logs.ts')
  | typeof import('./auth.ts')
  | typeof import('./bulk-sites.ts')
  | typeof import('./channels.ts')
  | typeof import('./compare.ts')
  | typeof import('./dead-letters.ts')
  | typeof import('./feeds.ts')
  | typeof import('./ingest.ts')
  | typeof import('./inventory.ts')
  | typeof import('./invitations.ts')
  | typeof import('./jobs.ts')
  | typeof import('./live-events.ts')
  | typeof import('./memberships.ts')
  | typeof import('./messages.ts')
  | typeof import('./module-identities.ts')
  | typeof import('./modules.ts')
  | typeof import('./mutes.ts')
  | typeof import('./organizations.ts')
  | typeof import('./overview.ts')
  | typeof import('./password-resets.ts')
  | typeof import('./patch-run-report.ts')
  | typeof import('./patch-runs.ts')
  | typeof import('./reports.ts')
  | typeof import('./runway.ts')
  | typeof import('./saved-views.ts')
  | typeof import('./sessions.ts')
  | typeof import('./setup.ts')
  | typeof import('./site-facets.ts')
  | typeof import('./sites.ts')
  | typeof import('./tags.ts')
  | typeof import('./users.ts')
>;
// Distributes over the files: what is in only one of them would otherwise be in none.
type EndpointsInEach<File> = File extends unknown ? EndpointsIn<File> : never;

/** Every endpoint of the contract by its address, e.g. `GET /api/v1/sites/{site_id}`. */
export type EndpointByAddress = { [E in AnyEndpoint as `${E['method']} ${E['path']}`]: E };
export type Address = keyof EndpointByAddress;

/** Whoever asks without a credential has no keys of their own, and a site report has its `report_id`. */
export function takesIdempotencyKey({ method, permission, rawBody }: EndpointShape): boolean {
  return method === 'POST' && permission !== 'public' && rawBody !== true;
}

/**
 * The address of an endpoint: `{name}` replaced by its parameter, percent-encoded, then the query.
 * Undefined query members are left out. Throws when a parameter is missing.
 */
export function pathOf(
  path: string,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`The path ${path} needs the parameter ${name}.`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}
