import { numberArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { Catalogue } from '../modules/catalogue.ts';
import type { LockedSite } from './decide.ts';
import type { ReportArrival } from './report.ts';
import { type RunningModule, type SiteState, type StateCache, stateOf } from './site-state.ts';

const readModules = {
  name: 'inventory-read-modules',
  text: `select m.site_id, m.module_id, m.current_version_id, m.running_since, m.extensions, m.patches from site_modules m
    join unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id) on m.organization_id = w.organization_id and m.site_id = w.site_id
    order by m.site_id, m.module_id`,
};

/** States from memory where they are still those of the locked rows; the others are read in one statement. */
export async function loadStates(
  send: Send,
  arrivals: readonly ReportArrival[],
  locked: ReadonlyMap<number, LockedSite>,
  { states, catalogue }: { states: StateCache; catalogue: Catalogue },
): Promise<Map<number, SiteState>> {
  const known = new Map<number, SiteState>();
  const unknown: ReportArrival['site'][] = [];
  for (const { site } of arrivals) {
    const version = locked.get(site.id)?.state_version ?? 0;
    const state = states.get(site.id, version);
    if (state !== undefined) known.set(site.id, state);
    else if (version > 0) unknown.push(site);
  }
  if (unknown.length === 0) return known;
  const rows = await send<{
    site_id: number;
    module_id: number;
    current_version_id: number;
    running_since: string;
    extensions: unknown;
    patches: unknown;
  }>(readModules, [
    numberArray(unknown.map((site) => site.organizationId)),
    numberArray(unknown.map((site) => site.id)),
  ]);
  const foreign = rows.map((row) => row.current_version_id).filter((id) => catalogue.byId(id) === undefined);
  if (foreign.length > 0) await catalogue.learnIds([...new Set(foreign)], send);
  for (const site of unknown) {
    const running = rows.flatMap((row): RunningModule[] => {
      const version = row.site_id === site.id ? catalogue.byId(row.current_version_id) : undefined;
      if (version === undefined) return [];
      return [
        {
          version,
          since: new Date(row.running_since).getTime(),
          extensions: row.extensions === null ? null : JSON.stringify(row.extensions),
          patches: row.patches === null ? null : JSON.stringify(row.patches),
        },
      ];
    });
    const state = stateOf(locked.get(site.id)?.state_version ?? 0, running);
    known.set(site.id, state);
    states.set(site.id, state);
  }
  return known;
}
