import { numberArray } from '../db/arrays.ts';
import type { Send } from '../db/database.ts';
import type { Catalogue } from '../modules/catalogue.ts';
import type { LockedSite } from './decide.ts';
import type { ReportArrival } from './report.ts';
import { type RunningModule, type SiteState, type StateCache, stateOf } from './site-state.ts';

const readModules = {
  name: 'inventory-read-modules',
  text: `select m.site_id, m.module_id, m.current_version_id, m.running_since, m.extensions, m.patches, m.reported_as from site_modules m
    join unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id) on m.organization_id = w.organization_id and m.site_id = w.site_id
    order by m.site_id, m.module_id`,
};
const readRepositories = {
  name: 'inventory-read-repositories',
  text: `select m.site_id, m.module_id, m.version_id as current_version_id, m.since as running_since, null as extensions, null as patches,
      m.reported_as
    from site_repository_modules m join unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id)
      on m.organization_id = w.organization_id and m.site_id = w.site_id
    order by m.site_id, m.module_id`,
};

interface ModuleRow {
  readonly site_id: number;
  readonly module_id: number;
  readonly current_version_id: number;
  readonly running_since: string;
  readonly extensions: unknown;
  readonly patches: unknown;
  readonly reported_as: string | null;
}

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
  const running = await readRunning(send, readModules, unknown, catalogue);
  for (const site of unknown) {
    const state = stateOf(locked.get(site.id)?.state_version ?? 0, running.get(site.id) ?? []);
    known.set(site.id, state);
    states.set(site.id, state);
  }
  return known;
}

/** What the repositories of these sites hold beside what the sites run. */
export async function loadRepositories(
  send: Send,
  arrivals: readonly ReportArrival[],
  catalogue: Catalogue,
): Promise<Map<number, SiteState>> {
  if (arrivals.length === 0) return new Map();
  const sites = arrivals.map(({ site }) => site);
  const held = await readRunning(send, readRepositories, sites, catalogue);
  return new Map([...held].map(([site, rows]) => [site, stateOf(0, rows)]));
}

async function readRunning(
  send: Send,
  statement: typeof readModules,
  sites: readonly ReportArrival['site'][],
  catalogue: Catalogue,
): Promise<Map<number, RunningModule[]>> {
  const rows = await send<ModuleRow>(statement, [
    numberArray(sites.map((site) => site.organizationId)),
    numberArray(sites.map((site) => site.id)),
  ]);
  const foreign = rows.map((row) => row.current_version_id).filter((id) => catalogue.byId(id) === undefined);
  if (foreign.length > 0) await catalogue.learnIds([...new Set(foreign)], send);
  const running = new Map<number, RunningModule[]>();
  for (const row of rows) {
    const version = catalogue.byId(row.current_version_id);
    if (version === undefined) continue;
    const ofSite = running.get(row.site_id) ?? [];
    ofSite.push({
      version,
      since: new Date(row.running_since).getTime(),
      extensions: row.extensions === null ? null : JSON.stringify(row.extensions),
      patches: row.patches === null ? null : JSON.stringify(row.patches),
      reportedAs: row.reported_as,
    });
    running.set(row.site_id, ofSite);
  }
  return running;
}
