import type { Db } from '../db/database.ts';
import type { ReportedProject } from './report.ts';

/** What a person decided that a reported name is: a project of drupal.org, or custom code where there is none. */
export interface Identity {
  readonly project: string | null;
}

/** The decisions as they were at one epoch, of the organizations that were asked for. */
export interface KnownIdentities {
  readonly epoch: number;
  of(organizationId: number): ReadonlyMap<string, Identity>;
}

/**
 * The decisions in memory. Whoever writes what reports say compares the epoch with the stored one, under the lock of the
 * verdicts that every decision holds alone; where another process decided since, it forgets and begins again.
 */
export interface IdentityCache {
  known(organizationIds: readonly number[]): Promise<KnownIdentities>;
  forget(): void;
}

/** Another decision came between the reading of a report and its writing: it has to be read again. */
export class IdentitiesChanged extends Error {}

const undecided: ReadonlyMap<string, Identity> = new Map();

export function createIdentityCache(db: Db): IdentityCache {
  let current: { readonly epoch: number; readonly byOrganization: Map<number, Map<string, Identity>> } | undefined;
  return {
    async known(organizationIds) {
      // The epoch is read before the first decision is: what is loaded later is at least as new.
      current ??= { epoch: await readEpoch(db), byOrganization: new Map() };
      const { epoch, byOrganization } = current;
      const missing = organizationIds.filter((id) => !byOrganization.has(id));
      if (missing.length > 0)
        for (const [id, identities] of await readIdentities(db, missing)) byOrganization.set(id, identities);
      return { epoch, of: (id) => byOrganization.get(id) ?? undecided };
    },
    forget() {
      current = undefined;
    },
  };
}

async function readEpoch(db: Db): Promise<number> {
  const { identity_epoch } = await db.selectFrom('catalogue_epoch').select('identity_epoch').executeTakeFirstOrThrow();
  return identity_epoch;
}

async function readIdentities(db: Db, organizationIds: readonly number[]): Promise<Map<number, Map<string, Identity>>> {
  const rows = await db
    .selectFrom('module_identities')
    .select(['organization_id', 'name', 'project'])
    .where('organization_id', 'in', organizationIds)
    .execute();
  const found = new Map(organizationIds.map((id) => [id, new Map<string, Identity>()]));
  for (const { organization_id, name, project } of rows) found.get(organization_id)?.set(name, { project });
  return found;
}

/** How a report named it, kept beside what it was decided to be. */
export function reportedAs(name: string, isCustom: boolean): string {
  return `${isCustom ? 'custom' : 'project'} ${name}`;
}

/**
 * What a report says, with the decided names in place of the reported ones. Where that makes two of one, what was reported
 * under its own name counts, and the other one is shown among its extensions.
 */
export function identify(
  projects: readonly ReportedProject[] | null,
  identities: ReadonlyMap<string, Identity>,
): readonly ReportedProject[] | null {
  if (projects === null || identities.size === 0 || !projects.some(({ name }) => identities.has(name))) return projects;
  const renamed = projects.map((project) => renameOne(project, identities.get(project.name)));
  const own = renamed.filter((project) => project.reportedAs === undefined);
  const merged = new Map(own.map((project) => [keyOf(project), project]));
  for (const project of renamed) {
    if (project.reportedAs === undefined) continue;
    const known = merged.get(keyOf(project));
    merged.set(keyOf(project), known === undefined ? project : withExtensionsOf(known, project));
  }
  return [...merged.values()];
}

function renameOne(project: ReportedProject, identity: Identity | undefined): ReportedProject {
  if (identity === undefined) return project;
  const { project: target } = identity;
  const isCustom = target === null;
  const name = target ?? project.name;
  if (isCustom === project.isCustom && name === project.name) return project;
  return {
    ...project,
    name,
    isCustom,
    reportedAs: reportedAs(project.name, project.isCustom),
    extensions: name === project.name ? project.extensions : extensionsOf(project),
  };
}

function withExtensionsOf(known: ReportedProject, project: ReportedProject): ReportedProject {
  const extensions = `${extensionsOf(known).slice(0, -1)},${extensionsOf(project).slice(1)}`;
  return { ...known, extensions, patches: known.patches ?? project.patches };
}

// A module that is its one extension says nothing of it. In jsonb's order of keys.
function extensionsOf({ name, extensions }: ReportedProject): string {
  return extensions ?? JSON.stringify([{ name, type: 'module', installed: true }]);
}

function keyOf({ name, isCustom }: ReportedProject): string {
  return reportedAs(name, isCustom);
}
