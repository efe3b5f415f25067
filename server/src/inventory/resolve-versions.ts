import type { Catalogue, KnownVersion, WantedVersion } from '../modules/catalogue.ts';
import type { ReportedState } from './compare.ts';
import { identify, type KnownIdentities } from './identities.ts';
import type { ReportArrival, ReportedProject } from './report.ts';
import { type StateCache, textsOf } from './site-state.ts';

/** What each report says, in the versions of the catalogue; those it has not seen are added to it. */
export async function resolveVersions(
  arrivals: readonly ReportArrival[],
  { catalogue, states, identities }: { catalogue: Catalogue; states: StateCache; identities: KnownIdentities },
): Promise<(ReportedState | null)[]> {
  const missing: WantedVersion[] = [];
  const named = await namedByReleases(
    arrivals.map(({ site, report }) => identify(report.projects, identities.of(site.organizationId))),
    catalogue,
  );
  const guessed = arrivals.map(({ site }, at) => {
    const guess = states.guess(site.id);
    return named[at]?.map((project, index) => {
      // A report names the same modules in the same order as the one before, and most of their versions: comparing
      // them costs less than looking them up.
      const near = guess?.versions[index];
      if (near !== undefined && isVersionOf(near, project)) return near;
      const wanted = wantedOf(site.organizationId, project);
      const version = catalogue.find(wanted);
      if (version === undefined) missing.push(wanted);
      return version;
    });
  });
  if (missing.length > 0) await catalogue.learn(missing);
  return arrivals.map(({ site }, at) => {
    const projects = named[at] ?? null;
    if (projects === null) return null;
    return {
      versions: projects.map((project, index) => {
        const version = guessed[at]?.[index] ?? catalogue.find(wantedOf(site.organizationId, project));
        if (version === undefined) throw new Error(`The version of ${project.name} is not known.`);
        return version;
      }),
      extensions: textsOf(projects.map((project) => project.extensions)),
      patches: textsOf(projects.map((project) => project.patches)),
      reportedAs: textsOf(projects.map((project) => project.reportedAs ?? null)),
    };
  });
}

/** Puts the release that Composer's version stands for in its place; where none is known, Composer's own word stays. */
async function namedByReleases(
  reports: readonly (readonly ReportedProject[] | null)[],
  catalogue: Catalogue,
): Promise<readonly (readonly ReportedProject[] | null)[]> {
  if (!reports.some((projects) => projects?.some(isUnsure))) return reports;
  const unsure = reports.flatMap((projects) => projects?.filter(isUnsure) ?? []);
  const releases = await catalogue.releasesAmong(
    unsure.flatMap(({ name, candidates = [] }) => candidates.map((version) => ({ project: name, version }))),
  );
  return reports.map(
    (projects) =>
      projects?.map((project) => {
        const known = releases.get(project.name);
        const version = isUnsure(project) ? project.candidates?.find((candidate) => known?.has(candidate)) : undefined;
        return version === undefined ? project : { ...project, version };
      }) ?? null,
  );
}

function isUnsure({ candidates, isCustom }: ReportedProject): boolean {
  return candidates !== undefined && !isCustom;
}

function isVersionOf(known: KnownVersion, project: ReportedProject): boolean {
  return (
    known.version === project.version &&
    known.project === project.name &&
    known.isCustom === project.isCustom &&
    known.datestamp === project.datestamp
  );
}

function wantedOf(organizationId: number, project: ReportedProject): WantedVersion {
  return {
    organizationId: project.isCustom ? organizationId : null,
    project: project.name,
    type: project.type,
    version: project.version,
    datestamp: project.datestamp,
  };
}
