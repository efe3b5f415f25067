/** A release as a site has it, and as Composer spells it. */
export interface Release {
  readonly installed: string;
  readonly composer: string;
}

/** A development build, and the constraint that holds its branch. */
export interface Build {
  readonly installed: string;
  readonly branch: string;
}

export interface Installs {
  readonly releases: readonly Release[];
  readonly builds: readonly Build[];
}

type Numbers = readonly [number, number, number];

const BOUNDARY = /(\d+)\.(\d+)(?:\.(\d+))?(?:-([a-z]+)(\d+))?/g;
const SUFFIXES = ['', '-alpha1', '-beta1', '-rc1', '-rc2'];

export function distinct<T extends { readonly installed: string }>(installs: readonly T[]): T[] {
  return [...new Map(installs.map((install) => [install.installed, install])).values()];
}

/** Versions at and around each version that a constraint names: neighbours, their pre-releases, development builds. */
export function edgesOf(constraint: string): Installs {
  const boundaries = [...constraint.matchAll(BOUNDARY)].map(([, major, minor, patch = 0, word, counter]) => ({
    numbers: [Number(major), Number(minor), Number(patch)] as const,
    suffixes: word ? [-1, 0, 1].map((step) => `-${word}${Number(counter) + step}`) : [],
  }));
  return {
    releases: distinct(
      boundaries.flatMap(({ numbers, suffixes }) => releasesAround(numbers, [...SUFFIXES, ...suffixes])),
    ),
    builds: distinct(boundaries.flatMap(({ numbers }) => buildsAround(numbers))),
  };
}

function releasesAround([major, minor, patch]: Numbers, suffixes: readonly string[]): Release[] {
  const neighbours: Numbers[] = [
    [major, minor, patch],
    [major, minor, patch - 1],
    [major, minor, patch + 1],
    [major, minor - 1, patch],
    [major, minor + 1, 0],
    [major - 1, minor, patch],
    [major + 1, 0, 0],
  ];
  return neighbours
    .filter((numbers) => numbers.every((number) => number >= 0))
    .flatMap((numbers) => suffixes.flatMap((suffix) => spellings(numbers, suffix)));
}

function spellings([major, minor, patch]: Numbers, suffix: string): Release[] {
  const composer = `${major}.${minor}.${patch}${suffix}`;
  const release = { installed: composer, composer };
  return patch === 0 ? [release, { installed: `8.x-${major}.${minor}${suffix}`, composer }] : [release];
}

function buildsAround([major, minor, patch]: Numbers): Build[] {
  const minors = [minor - 1, minor, minor + 1].filter((each) => each >= 0).map((each) => `${major}.${each}`);
  const majors = [major - 1, major, major + 1].filter((each) => each >= 0).map(String);
  const on = (line: string, ...texts: string[]): Build[] =>
    texts.map((installed) => ({ installed, branch: `${line}.*` }));
  return [
    ...minors.flatMap((line) => on(line, `${line}.x-dev`, `${line}.${patch}-dev`, `${line}.${patch}+7-dev`)),
    ...majors.flatMap((line) => on(line, `${line}.x-dev`, `8.x-${line}.x-dev`, `8.x-${line}.${minor}+7-dev`)),
  ];
}
