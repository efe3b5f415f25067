import { splitBranches } from '@patchlight/drupal/version';
import { advisories, isInsecureOn } from './advisories.ts';
import { type Day, dayOf, firstDay, isWorkingDay, lastDay, workingDayFrom } from './calendar.ts';
import { type Care, type DemoSite, moduleSets } from './fleet.ts';
import { bestRelease, branchesOn, projectOf } from './projects.ts';
import { type Random, randomOf } from './random.ts';

export interface Installed {
  /** Null for a checkout of which nobody wrote down the version. */
  readonly version: string | null;
  /** The day a development snapshot was packaged. */
  readonly packaged?: Day;
}
export type Inventory = ReadonlyMap<string, Installed>;

/** What a site runs from a day on. */
export interface Stay {
  readonly day: Day;
  readonly inventory: Inventory;
}

const everyDays: Readonly<Record<Care, number>> = {
  weekly: 7,
  monthly: 30,
  quarterly: 91,
  security: 182,
  abandoned: 30,
};
const firstLagDays: Readonly<Record<Care, number>> = {
  weekly: 4,
  monthly: 20,
  quarterly: 60,
  security: 90,
  abandoned: 40,
};

/** The day on which a site is first heard of. */
export const joinedOn = (site: DemoSite): Day =>
  site.notes.joined === undefined ? firstDay : dayOf(site.notes.joined);

/** The last day on which somebody brought the whole site up to date. */
function lastRound({ notes, care }: DemoSite): Day {
  if (notes.stop !== undefined) return dayOf(notes.stop);
  return lastDay - Number(notes.lag ?? (care === 'security' ? 112 : 0));
}

/**
 * A year of a site: which versions it ran, from when. Regular rounds come with the site's care; in between a site that
 * is not patched every week takes security releases, some days late.
 */
export function lifeOf(site: DemoSite): Stay[] {
  const random = randomOf(site.host);
  const securityDelay = site.care === 'quarterly' ? random.between(12, 30) : random.between(1, 6);
  const start = joinedOn(site);
  const added = lateAdditions(site, start, random);
  let inventory = firstInventory(site, start, added);
  const stays: Stay[] = [{ day: start, inventory }];
  const round = lastRound(site);
  const rounds = new Set<Day>();
  for (let day = round; day > start; day -= everyDays[site.care]) rounds.add(workingDayFrom(day));
  for (let day = start + 1; day <= (site.care === 'security' ? lastDay : workingDayFrom(round)); day += 1) {
    if (!isWorkingDay(day)) continue;
    const next = new Map(inventory);
    if (rounds.has(day)) updateAll(site, next, day, random);
    else if (site.care !== 'weekly') updateInsecure(site, next, day, securityDelay);
    for (const [project, since] of added) if (workingDayFrom(since) === day) install(site, next, project, day);
    applyNotes(site, next, day);
    if (isSame(inventory, next)) continue;
    inventory = next;
    stays.push({ day, inventory });
  }
  return stays;
}

function projectsOf({ sets, notes }: DemoSite): string[] {
  const names = ['drupal', ...['base', ...sets].flatMap((set) => moduleSets[set]?.split(/\s+/) ?? [])];
  for (const note of [notes.pin, notes.git, notes.nodate]) if (note !== undefined) names.push(note.split(':')[0] ?? '');
  return [...new Set(names)];
}

/** One or two modules that the site did not have at the beginning. */
function lateAdditions(site: DemoSite, start: Day, random: Random): ReadonlyMap<string, Day> {
  const candidates = site.sets.flatMap((set) => moduleSets[set]?.split(/\s+/) ?? []);
  const added = new Map<string, Day>();
  for (let count = random.between(0, 2); count > 0 && candidates.length > 0; count -= 1) {
    const project = candidates[random.between(0, candidates.length - 1)];
    if (project !== undefined && project !== site.notes.pin)
      added.set(project, start + random.between(30, Math.max(31, lastRound(site) - start)));
  }
  return added;
}

function firstInventory(site: DemoSite, start: Day, added: ReadonlyMap<string, Day>): Inventory {
  const inventory = new Map<string, Installed>();
  for (const project of projectsOf(site))
    if (!added.has(project)) install(site, inventory, project, start - firstLagDays[site.care], start);
  applyNotes(site, inventory, start);
  return inventory;
}

function install(site: DemoSite, inventory: Map<string, Installed>, project: string, day: Day, latest = day): void {
  const release = releaseFor(site, project, day) ?? releaseFor(site, project, latest);
  if (release !== undefined) inventory.set(project, { version: release.version });
}

function updateAll(site: DemoSite, inventory: Map<string, Installed>, day: Day, random: Random): void {
  for (const project of inventory.keys()) {
    // Some updates wait for another month; who patches every week leaves none behind.
    if (site.care !== 'weekly' && random.chance(0.06)) continue;
    update(site, inventory, project, day);
  }
}

function updateInsecure(site: DemoSite, inventory: Map<string, Installed>, day: Day, delayDays: number): void {
  for (const { project, day: published } of advisories) {
    const version = inventory.get(project)?.version;
    if (workingDayFrom(published + delayDays) === day && version != null && isInsecureOn(project, version, day))
      update(site, inventory, project, day);
  }
}

function update(site: DemoSite, inventory: Map<string, Installed>, project: string, day: Day): void {
  const installed = inventory.get(project);
  if (installed === undefined || installed.version === null || installed.packaged !== undefined) return;
  if (project === site.notes.pin) return;
  install(site, inventory, project, day);
}

function releaseFor(site: DemoSite, project: string, day: Day) {
  const known = projectOf(project);
  return project === 'drupal' ? bestRelease(known, day, coreBranchOn(site.core, day)) : bestRelease(known, day);
}

/** `10` and `11` follow the newest minor release of that major, `11-` stays on the oldest one that is supported. */
function coreBranchOn(follows: string, day: Day): string {
  const major = follows.replace('-', '');
  const branches = splitBranches(branchesOn(projectOf('drupal'), day)).filter((each) => each.startsWith(`${major}.`));
  return (follows.endsWith('-') ? branches[0] : branches.at(-1)) ?? '';
}

function applyNotes({ notes }: DemoSite, inventory: Map<string, Installed>, day: Day): void {
  const [project = '', version = ''] = (notes.dev ?? '').split(':');
  const snapshot = project === '' ? undefined : projectOf(project).releases.find((each) => each.version === version);
  if (snapshot !== undefined && snapshot.day <= day) inventory.set(project, { version, packaged: snapshot.day });
  const [undated = '', undatedVersion = ''] = (notes.nodate ?? '').split(':');
  if (undated !== '' && inventory.has(undated)) inventory.set(undated, { version: undatedVersion });
  if (notes.git !== undefined) inventory.set(notes.git, { version: null });
  const [lowered = '', lowerVersion = '', on = ''] = (notes.down ?? '').split(/[:@]/);
  if (lowered !== '' && dayOf(on) === day) inventory.set(lowered, { version: lowerVersion });
}

function isSame(a: Inventory, b: Inventory): boolean {
  if (a.size !== b.size) return false;
  for (const [project, { version, packaged }] of a) {
    const other = b.get(project);
    if (other === undefined || other.version !== version || other.packaged !== packaged) return false;
  }
  return true;
}
