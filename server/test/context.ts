import type { Ctx, Scope } from '../src/context.ts';
import type { Database } from '../src/db/database.ts';
import type { PageRequest } from '../src/db/page.ts';

/** A context as a request would have it, for an operation called directly. */
export function testContext(
  database: Database,
  { organizationIds, now = () => new Date() }: { organizationIds: Scope; now?: () => Date },
): Ctx {
  return {
    db: database.scoped(organizationIds),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    now,
    actor: { type: 'system', name: 'test' },
    organizationIds,
    visibleOrganizationIds: organizationIds,
    requestId: 'test',
  };
}

/** The first page of a list, or the one given. */
export function pageOf(request: Partial<PageRequest> = {}): PageRequest {
  return { page: 1, perPage: 25, after: null, ...request };
}
