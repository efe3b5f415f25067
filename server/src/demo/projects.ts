import { compareVersions, isInBranches, splitBranches } from '@patchlight/drupal/version';
import { type Day, dayOf } from './calendar.ts';
import { coreLine, projectLines } from './project-facts.ts';

export interface DemoRelease {
  readonly version: string;
  readonly day: Day;
  readonly isSecurity: boolean;
  readonly isDev: boolean;
}

export interface DemoProject {
  readonly name: string;
  readonly title: string;
  readonly type: 'core' | 'module' | 'theme';
  /** As drupal.org lists them: newest version first, development snapshots at the end. */
  readonly releases: readonly DemoRelease[];
  /** What is supported, and since when. */
  readonly branches: readonly { readonly since: Day; readonly list: string }[];
}

const types: Readonly<Record<string, DemoProject['type']>> = { c: 'core', m: 'module', t: 'theme' };

/** Every project of the demo by its machine name. */
export const projects: ReadonlyMap<string, DemoProject> = new Map(
  [coreLine, ...projectLines.trim().split('\n')].map((line) => {
    const project = readProject(line);
    return [project.name, project];
  }),
);

function readProject(line: string): DemoProject {
  const [name = '', title = '', type = '', branches = '', releases = '', dev] = line.split('|');
  return {
    name,
    title,
    type: types[type] ?? 'module',
    branches: branches.split(' ').map((part) => {
      const [since, list] = part.includes('=') ? part.split('=') : ['1970-01-01', part];
      return { since: dayOf(since ?? ''), list: list ?? '' };
    }),
    releases: [...releases.split(' '), ...(dev === undefined ? [] : [dev])].map(readRelease).sort(inFeedOrder),
  };
}

function readRelease(text: string): DemoRelease {
  const [version = '', date = ''] = text.split('@');
  const bare = version.replace('!', '');
  return { version: bare, day: dayOf(date), isSecurity: bare !== version, isDev: bare.endsWith('-dev') };
}

export function projectOf(name: string): DemoProject {
  const project = projects.get(name);
  if (project === undefined) throw new Error(`The demo knows no project ${name}.`);
  return project;
}

export function branchesOn({ branches }: DemoProject, day: Day): string {
  return branches.findLast(({ since }) => since <= day)?.list ?? '';
}

function inFeedOrder(a: DemoRelease, b: DemoRelease): number {
  return Number(a.isDev) - Number(b.isDev) || compareVersions(b.version, a.version);
}

/** Releases published by that day. */
export function releasesOn({ releases }: DemoProject, day: Day): DemoRelease[] {
  return releases.filter((release) => release.day <= day);
}

/**
 * What a careful maintainer installs on that day: the newest release of a supported branch, a final one where there is
 * one. `branch` narrows the choice to versions that begin so.
 */
export function bestRelease(project: DemoProject, day: Day, branch = ''): DemoRelease | undefined {
  const supported = splitBranches(branchesOn(project, day));
  const offered = releasesOn(project, day).filter(
    ({ version, isDev }) => !isDev && version.startsWith(branch) && isInBranches(version, supported),
  );
  return offered.find(({ version }) => isFinal(version)) ?? offered[0];
}

function isFinal(version: string): boolean {
  return !/-(alpha|beta|rc)\d/.test(version);
}
