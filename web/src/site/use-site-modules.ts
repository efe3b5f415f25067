import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import type { ModuleStatus } from '@patchlight/contract/verdicts';
import { useWhole } from '../list/use-whole.ts';

/** All that a site runs, custom modules too, the most urgent first; one list for all tabs. */
export function useSiteModules({ id, freshness }: Pick<Site, 'id' | 'freshness'>) {
  return useWhole(
    'GET /api/v1/sites/{site_id}/modules',
    { params: { site_id: id }, query: { include: 'custom' } },
    { enabled: freshness !== 'never' },
  );
}

export const openStatuses = ['security', 'unsupported', 'update'] as const satisfies readonly ModuleStatus[];
export type OpenStatus = (typeof openStatuses)[number];

export const isMuted = ({ muted }: SiteModule) => muted !== null;

/** What asks for something to be done, and is not muted: by status, then by risk. */
export function openModules(modules: readonly SiteModule[]): readonly SiteModule[] {
  return openStatuses.flatMap((status) =>
    modules.filter((module) => module.status === status && !isMuted(module)).sort(byRisk),
  );
}

/** How the page of a module is addressed: another organization may have custom code of the same name. */
export const addressOf = ({ module, custom }: SiteModule) => (custom ? module.id : module.name);

export const nameOf = ({ module: { title, name } }: Pick<SiteModule, 'module'>) => title ?? name;

// Drupal's own scale ends at 25; an unknown risk is taken for critical, as it is everywhere.
const unknownRisk = 15;
const riskOf = ({ risk, status }: SiteModule) => (status === 'security' ? (risk ?? unknownRisk) : 0);
const byRisk = (a: SiteModule, b: SiteModule) => riskOf(b) - riskOf(a) || nameOf(a).localeCompare(nameOf(b));
