import type { ExtensionOrigin, ExtensionType } from './inventory.ts';
import { readTimestamp } from './php-numeric.ts';

/** One module, theme or profile as a site reports it, present or installed. */
export interface Extension {
  readonly name: string;
  readonly type: ExtensionType;
  /** The drupal.org project of its info file. Absent: the name, for contrib; null: there is none. */
  readonly project?: string | null | undefined;
  readonly version: string | null;
  readonly datestamp?: number | string | null | undefined;
  readonly installed: boolean;
  readonly origin?: ExtensionOrigin | null | undefined;
  readonly path?: string | null | undefined;
  readonly hidden?: boolean | undefined;
  /** The group shown on Drupal's extension page, such as `Testing`. */
  readonly package?: string | null | undefined;
}

/** A project, or a piece of custom code, with what of it a site has. */
export interface InstalledProject {
  readonly name: string;
  readonly kind: ExtensionOrigin;
  /** `core`, or the type of the extension that came first. */
  readonly type: 'core' | ExtensionType;
  readonly version: string | null;
  /** Unix seconds, the newest of its extensions. */
  readonly datestamp: number | null;
  readonly extensions: readonly string[];
}

/** An extension whose version differs from the one its project is judged by; a copy may hide the real one. */
export interface ProjectConflict {
  readonly project: string;
  readonly version: string | null;
  readonly extension: string;
  readonly extensionVersion: string | null;
}

/** The extensions of a site by project. */
export interface ProjectGroups {
  /** Projects with something installed, custom code with them, in the order in which core meets them. */
  readonly projects: readonly InstalledProject[];
  /** Projects that are only present. */
  readonly uninstalled: readonly InstalledProject[];
  readonly conflicts: readonly ProjectConflict[];
}

/**
 * Groups extensions into the projects that are released and updated as one, as core does: installed modules come
 * first, then installed themes, and the first extension of a project supplies its version and type.
 */
export function groupByProject(extensions: readonly Extension[]): ProjectGroups {
  const seen = extensions.filter(isSeen);
  const installed = inCoreOrder(seen.filter((extension) => extension.installed));
  const conflicts: ProjectConflict[] = [];
  const projects = collect(installed, conflicts);
  const present = collect(inCoreOrder(seen.filter((extension) => !extension.installed)), []);
  const uninstalled = [...present].filter(([key]) => !projects.has(key)).map(([, project]) => project);
  return { projects: [...projects.values()], uninstalled, conflicts };
}

/** Core leaves out what is hidden from administrators and not in use, and what belongs to its own tests. */
function isSeen(extension: Extension): boolean {
  return !extension.hidden || (extension.installed && extension.package !== 'Testing');
}

function inCoreOrder(extensions: readonly Extension[]): Extension[] {
  const isTheme = (extension: Extension) => extension.type === 'theme';
  return [...extensions.filter((extension) => !isTheme(extension)), ...extensions.filter(isTheme)];
}

type Growing = { -readonly [Key in keyof InstalledProject]: InstalledProject[Key] } & { extensions: string[] };

function collect(extensions: readonly Extension[], conflicts: ProjectConflict[]): Map<string, InstalledProject> {
  const projects = new Map<string, Growing>();
  for (const extension of extensions) {
    const { kind, name } = projectOf(extension);
    // Custom code has names of its own: a custom `token` is not the project of that name.
    const key = `${kind === 'custom' ? 'custom' : 'project'} ${name}`;
    const datestamp = readTimestamp(extension.datestamp);
    const known = projects.get(key);
    if (!known) {
      const type = kind === 'core' ? 'core' : extension.type;
      projects.set(key, { name, kind, type, version: extension.version, datestamp, extensions: [extension.name] });
      continue;
    }
    known.extensions.push(extension.name);
    known.datestamp = Math.max(known.datestamp ?? 0, datestamp ?? 0) || null;
    if (extension.version === known.version || extension.version === null) continue;
    const { name: extensionName, version: extensionVersion } = extension;
    conflicts.push({ project: name, version: known.version, extension: extensionName, extensionVersion });
  }
  return projects;
}

/**
 * The project an extension belongs to. Core's own extensions name none and are known by their path; an extension that
 * names no project is custom, unless it says that it is contrib.
 */
export function projectOf(extension: Extension): { readonly kind: ExtensionOrigin; readonly name: string } {
  const { name, origin, path } = extension;
  const project = extension.project || (extension.project === undefined ? name : null);
  if (origin === 'core' || path?.startsWith('core/') || project === 'drupal') return { kind: 'core', name: 'drupal' };
  if (origin === 'contrib') return { kind: 'contrib', name: project ?? name };
  if (origin === 'custom' || project === null) return { kind: 'custom', name };
  return { kind: 'contrib', name: project };
}
