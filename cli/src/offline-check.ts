import type { CoreStatus } from '@patchlight/contract/verdicts';
import { type LockInventory, readComposerLock } from '@patchlight/drupal/adapters/composer-lock';
import { type Advisory, exposureOf } from '@patchlight/drupal/advisories';
import { usualCorePackages } from '@patchlight/drupal/composer-line';
import { fitsCore } from '@patchlight/drupal/core-compatibility';
import { fixOf } from '@patchlight/drupal/fix';
import type { InventoryRow } from '@patchlight/drupal/inventory';
import { groupByProject, type InstalledProject } from '@patchlight/drupal/projects';
import type { ReleaseHistory } from '@patchlight/drupal/release-history';
import { safeReleasesOf } from '@patchlight/drupal/safe-update';
import { productStatusOf, verdictOf } from '@patchlight/drupal/verdict';
import { readAdvisories, readReleaseHistory } from './feed-files.ts';
import type { Checked, CheckedProject } from './findings.ts';
import { counted } from './printable.ts';
import type { Session } from './session.ts';
import { readText } from './source-file.ts';

export interface OfflineOptions {
  composerLock: string;
  releaseHistory?: string | undefined;
  advisories?: string | undefined;
  dev?: boolean | undefined;
}

/** Computes the verdicts of a composer.lock from feeds on disk, without a server. */
export async function checkOffline(session: Session, options: OfflineOptions): Promise<Checked> {
  const { io, terminal } = session;
  const text = await readText(options.composerLock, io);
  const lock = readComposerLock(text, { dev: options.dev === true });
  for (const problem of lock.errors) terminal.warn(`${problem.row}: ${problem.reason}`);
  const advisories = options.advisories === undefined ? new Map() : await readAdvisories(session, options.advisories);
  const feeds = new Map<string, ReleaseHistory | null>();
  const feedOf = (project: string): ReleaseHistory | null => {
    if (options.releaseHistory === undefined) return null;
    if (!feeds.has(project)) feeds.set(project, readReleaseHistory(session, options.releaseHistory, project));
    return feeds.get(project) ?? null;
  };
  const rows = lock.extensions.map((row) => ({ ...row, version: drupalVersion(row, feedOf) }));
  const installed = groupByProject(rows).projects.filter((project) => project.kind !== 'custom');
  const projects = installed.map((project) =>
    judgeProject(project, {
      lockPath: options.composerLock,
      coreVersion: lock.coreVersion,
      feed: feedOf(project.name),
      known: advisories.get(project.name) ?? [],
      now: io.now(),
    }),
  );
  const unread = installed.filter((project) => feedOf(project.name) === null).length;
  if (unread > 0)
    terminal.note(
      `No release history for ${unread} of ${counted(installed.length, 'project')}: only advisories judge them.`,
    );
  return {
    sites: [
      {
        id: null,
        name: options.composerLock,
        url: null,
        status: null,
        reported_at: null,
        projects: projects.length,
        unknown: projects.filter((project) => project.status === 'unknown').length,
        muted: 0,
        problem: null,
      },
    ],
    projects,
    lock: { path: options.composerLock, text },
    corePackages: corePackagesOf(lock),
  };
}

interface Surroundings {
  lockPath: string;
  coreVersion: string | null;
  feed: ReleaseHistory | null;
  known: readonly Advisory[];
  now: Date;
}

function judgeProject(
  { name, version, datestamp }: InstalledProject,
  { lockPath, coreVersion, feed, known, now }: Surroundings,
): CheckedProject {
  const verdict = verdictOf({ installedVersion: version, datestamp, feed, fetch: feed === null ? 'no_data' : 'ok' });
  const constrained = known.flatMap((advisory) => constraintsOf(advisory, name));
  const concerning = constrained.flatMap(({ advisory, constraint }) => concernOf(advisory, name, version, constraint));
  const affected = concerning.filter((advisory) => advisory.exposure === 'affected');
  const [published] = affected.flatMap((advisory) => advisory.published_at ?? []).sort();
  const status = productStatusOf(verdict, version, affected.length > 0);
  const isPossible = concerning.length > affected.length;
  const fix = fixOf({ status, verdict, installedVersion: version, datestamp, feed, isPossible }, () =>
    safeReleasesOf({ project: name, feed, constraints: constrained.map(({ constraint }) => constraint) }),
  );
  const update = fix?.action === 'update' ? fix : null;
  return {
    site: { id: null, name: lockPath, url: null },
    project: name,
    installed: version,
    status,
    core_status: verdict.coreStatus.toLowerCase() as CoreStatus, // the contract's words are core's in lower case
    reason: verdict.reason,
    fix: update?.version ?? null,
    action: fix?.action ?? null,
    fits_core: fitsCore(coreVersion, update?.coreCompatibility ?? null),
    risk: null,
    age_days: published === undefined ? null : Math.floor((now.getTime() - Date.parse(published)) / 86_400_000),
    advisories: concerning,
    muted: false,
    stale: false,
  };
}

function constraintsOf(advisory: Advisory, name: string): { advisory: Advisory; constraint: string }[] {
  if (advisory.withdrawnAt !== null) return [];
  return advisory.projects
    .filter(({ project }) => project === name)
    .map(({ constraint }) => ({ advisory, constraint }));
}

function concernOf(
  { id, title, publishedAt }: Advisory,
  project: string,
  version: string | null,
  constraint: string,
): CheckedProject['advisories'] {
  const exposure = exposureOf(project, version, constraint);
  return exposure === 'none' ? [] : [{ id, title: title ?? id, risk: null, exposure, published_at: publishedAt }];
}

/** The drupal.org version of a row: where Composer's may stand for several, the one that was released. */
function drupalVersion(row: InventoryRow, feedOf: (project: string) => ReleaseHistory | null): string | null {
  if (row.candidates === undefined || row.project === null) return row.version;
  const released = new Set(feedOf(row.project)?.releases.map((release) => release.version));
  return row.candidates.find((version) => released.has(version)) ?? row.candidates[0] ?? row.version;
}

function corePackagesOf(lock: LockInventory): readonly string[] {
  const pieces = lock.packages
    .filter((item) => !item.dev && /^drupal\/core-(recommended|composer-scaffold|project-message)$/.test(item.name))
    .map((item) => item.name);
  if (pieces.includes(usualCorePackages[0])) return pieces;
  return lock.coreVersion === null ? usualCorePackages : ['drupal/core', ...pieces];
}
