import { expect, test } from 'vitest';
import { askComposer, describeComposer } from '../test/composer-semver.ts';
import { type Build, distinct, edgesOf, type Installs, type Release } from '../test/edges.ts';
import { describeRealData, listData, readData } from '../test/real-data.ts';
import { readComposerLock } from './adapters/composer-lock.ts';
import { exposureOf, parseOsvAdvisory } from './advisories.ts';
import { satisfies } from './constraint.ts';

interface Matched extends Installs {
  readonly project: string;
  readonly constraint: string;
}

/** `<2.1.1` as those read it who order versions plainly: 2.1.1-rc1 lies below. Composer has a spelling for that. */
const plainly = (constraint: string) => constraint.replace(/<\s*(\d+(?:\.\d+)*)(?![\d.-])/g, '<$1-stable');

/** What Composer makes of every install, counted, and where ours is something else, in words. */
function compare(matched: readonly Matched[]) {
  const counts = { affected: 0, possible: 0, none: 0 };
  const differences: string[] = [];
  const expectAll = ({ project, constraint, releases, builds }: Matched, [inside, below, reached]: string[]) => {
    const note = (installed: string, theirs: unknown, ours: unknown) => {
      if (theirs !== ours) differences.push(`${installed} in ${constraint}: ${theirs}, not ${ours}`);
    };
    const noteExposure = (installed: string, theirs: keyof typeof counts) => {
      counts[theirs]++;
      note(installed, theirs, exposureOf(project, installed, constraint));
    };
    for (const [at, { installed, composer }] of releases.entries()) {
      const isInside = inside?.[at] === '1';
      note(composer, isInside, satisfies(composer, constraint));
      noteExposure(installed, isInside ? 'affected' : below?.[at] === '1' ? 'possible' : 'none');
    }
    for (const [at, { installed }] of builds.entries())
      noteExposure(installed, constraint === '*' ? 'affected' : reached?.[at] === '1' ? 'possible' : 'none');
  };
  const asked = matched.map(({ constraint, releases, builds }) => ({
    constraint,
    versions: releases.map(({ composer }) => composer),
    branches: builds.map(({ branch }) => branch),
  }));
  const written = askComposer(asked);
  const plain = askComposer(asked.map((each) => ({ ...each, constraint: plainly(each.constraint), branches: [] })));
  for (const [index, each] of matched.entries())
    expectAll(each, [written[index]?.versions ?? '', plain[index]?.versions ?? '', written[index]?.branches ?? '']);
  return { counts, differences };
}

/** All that is locked in the site, at any time. */
function lockedInstalls(): Installs {
  const locks = listData('locks/helfi-etusivu').map((name) => readData(`locks/helfi-etusivu/${name}`));
  const packages = locks.flatMap((lock) => readComposerLock(lock, { dev: true }).packages);
  const releases: Release[] = [];
  const builds: Build[] = [];
  for (const { version, drupalVersion } of packages) {
    const installed = drupalVersion ?? version;
    if (/^dev-|-dev$/.test(version)) builds.push({ installed, branch: branchOf(version) });
    else releases.push({ installed, composer: version });
  }
  return { releases: distinct(releases), builds: distinct(builds) };
}

/** `4.0.*` for `dev-4.0.x`, everything for `dev-main`. */
function branchOf(version: string): string {
  const numbers = /^(?:dev-)?(\d+(?:\.\d+)?)\.x/.exec(version)?.[1];
  return numbers === undefined ? '*' : `${numbers}.*`;
}

describeRealData('the 591 advisories', () => {
  const advisories = readData('drupal-advisories.osv.jsonl')
    .trimEnd()
    .split('\n')
    .flatMap((line) => parseOsvAdvisory(JSON.parse(line)).projects);

  function against(installsFor: (constraint: string) => Installs): Matched[] {
    return advisories.map(({ project, constraint }) => {
      const { releases, builds } = installsFor(constraint);
      // Core has no versions in the old spelling.
      const isSpelled = ({ installed }: { installed: string }) => project !== 'drupal' || !installed.startsWith('8.x-');
      return { project, constraint, releases: releases.filter(isSpelled), builds: builds.filter(isSpelled) };
    });
  }

  describeComposer('concern whom Composer’s own library says', () => {
    test('of all versions in the lock files of a real site', { timeout: 120_000 }, () => {
      const installs = lockedInstalls();
      const { counts, differences } = compare(against(() => installs));
      expect(differences).toEqual([]);
      expect(counts).toEqual({ affected: 48_941, possible: 687, none: 111_089 });
    });

    test('of versions on each side of every boundary; pre-releases of a fixed version are possibly affected', {
      timeout: 120_000,
    }, () => {
      const { counts, differences } = compare(against(edgesOf));
      expect(differences).toEqual([]);
      expect(counts).toEqual({ affected: 18_143, possible: 12_205, none: 23_210 });
    });
  });
});
