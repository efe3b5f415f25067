import {
  asDatestamp,
  asVersion,
  type ExtensionType,
  type Inventory,
  type InventoryProblem,
  type InventoryRow,
  isMachineName,
  refuseCrowd,
} from '../inventory.ts';
import { asRecord, asText } from '../json.ts';
import { drupalVersionsOf, parseVersion } from '../version.ts';

/** A Composer package as far as an inventory needs it, from a lock or from `composer show`. */
export interface ComposerPackage {
  /** `vendor/name`. */
  readonly name: string;
  /** As Composer writes it: `1.17.0`, `dev-1.x`, `v11.4.7`. */
  readonly version: string;
  /** Composer's type, such as `drupal-module`; null where the source does not say. */
  readonly type: string | null;
  readonly homepage: string | null;
  readonly sourceUrl: string | null;
  readonly distUrl: string | null;
  /** Tags or commits that the source and the dist were taken from. */
  readonly references: readonly string[];
  /** `extra.drupal`, which drupal.org's own packages carry. */
  readonly drupal: Readonly<Record<string, unknown>> | null;
  /** Names of the packages it requires. */
  readonly requires: readonly string[];
  /** Known to come from drupal.org, where the source does not show it. */
  readonly isReleased?: boolean;
}

/** A package's own fields, once its name and version are known to be there. */
export interface NamedFields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly version: string;
}

const CORE_PACKAGES = ['drupal/core', 'drupal/drupal'];
const DRUPAL_GIT = /^(?:https?:\/\/|(?:ssh:\/\/)?git@)git\.drupal(?:code)?\.org[/:]project\/[a-z0-9_.-]+\/?$/;
const DRUPAL_DIST = /^https?:\/\/ftp\.drupal\.org\/files\/projects\/([a-z0-9_]+)-/;
const DRUPAL_PAGE = /^https?:\/\/(?:www\.)?drupal\.org\/project\/([a-z0-9_]+)\/?$/;
const COMMIT = /^[0-9a-f]{7,64}$/;
const EXTENSION_TYPE = /^drupal-(?:custom-)?(module|theme|profile)$/;

/** The entries of a package list that have a name and a version; the others go to `problems`, by their place. */
export function namedPackages(list: readonly unknown[], key: string, problems: InventoryProblem[]): NamedFields[] {
  refuseCrowd(list);
  return list.flatMap((value, index) => {
    const fields = asRecord(value);
    const name = asText(fields?.name);
    const version = asText(fields?.version);
    if (fields && name !== null && version !== null) return [{ fields, name, version }];
    const field = name === null ? 'name' : 'version';
    problems.push({ row: name ?? `${key}[${index}]`, field, reason: `The package has no ${field}.` });
    return [];
  });
}

/** Whether a package is Drupal core itself, whose package carries no `extra.drupal`. */
export function isCorePackage(name: string): boolean {
  return CORE_PACKAGES.includes(name);
}

/**
 * Whether a package is or may be an extension: everything of `drupal/` but the pieces of core (`drupal/core-dev`,
 * `drupal/core-recommended`), and what other vendors publish as a Drupal extension.
 */
export function isExtensionPackage({ name, type }: ComposerPackage): boolean {
  if (name.startsWith('drupal/')) return !name.startsWith('drupal/core-');
  return EXTENSION_TYPE.test(type ?? '');
}

/** Whether drupal.org released the package. Others may use its name space, so the name proves nothing. */
export function isFromDrupalOrg({ sourceUrl, distUrl, drupal, homepage, isReleased }: ComposerPackage): boolean {
  if (isReleased) return true;
  if (DRUPAL_GIT.test(sourceUrl ?? '') || DRUPAL_DIST.test(distUrl ?? '') || drupal !== null) return true;
  // Submodules have packages without content of their own; in `composer show` only their page is left to tell.
  return sourceUrl === null && distUrl === null && DRUPAL_PAGE.test(homepage ?? '');
}

/**
 * The project a drupal.org package belongs to: that of its archive, else that of its page. A submodule's package
 * requires its project's. Repositories may be spelled differently (`eu-cookie-compliance`) and do not tell.
 */
function projectOfPackage({ name, type, homepage, distUrl, requires }: ComposerPackage): string {
  const stated = DRUPAL_DIST.exec(distUrl ?? '')?.[1] ?? DRUPAL_PAGE.exec(homepage ?? '')?.[1];
  if (stated !== undefined) return stated;
  const parents = requires.filter((other) => other.startsWith('drupal/') && !isCorePackage(other));
  const parent = parents.find((other) => name.startsWith(`${other}_`)) ?? parents[0];
  return extensionNameOf(type === 'metapackage' && parent !== undefined ? parent : name);
}

/** The machine name behind a package name: that of `acme/shop-tools` is `shop_tools`. */
function extensionNameOf(packageName: string): string {
  return packageName.slice(packageName.indexOf('/') + 1).replaceAll('-', '_');
}

/** The extension type of a Composer type; whatever is no theme or profile counts as a module. */
function extensionTypeOf(composerType: string | null): ExtensionType {
  const [, type] = EXTENSION_TYPE.exec(composerType ?? '') ?? [];
  return type === 'theme' || type === 'profile' ? type : 'module';
}

/**
 * The drupal.org version of a drupal.org package: what `extra.drupal` says, else the tag it was taken from, else
 * Composer's version with the drupal.org versions that it may stand for.
 */
function drupalVersionOf({
  version,
  references,
  drupal,
}: ComposerPackage): Pick<InventoryRow, 'version' | 'candidates'> {
  const stated = asText(drupal?.version);
  if (stated !== null) return { version: stated };
  const tag = references.find((reference) => parseVersion(reference));
  if (tag !== undefined) return { version: tag };
  return { version, candidates: drupalVersionsOf(version) };
}

/**
 * The inventory of a list of packages: what is there, whether it is installed or not. What is wrong with a package goes
 * to `problems`, which are the errors of the inventory.
 */
export function readExtensions(
  packages: readonly ComposerPackage[],
  problems: InventoryProblem[],
): Omit<Inventory, 'unknownMembers'> {
  const extensions = packages.filter(isExtensionPackage).flatMap((item) => rowOfPackage(item, problems) ?? []);
  const core = extensions.find((row) => row.origin === 'core');
  return {
    coreVersion: core?.version ?? null,
    phpVersion: null,
    extensions,
    errors: problems,
    coverage: { extensions: 'present_only', core: core !== undefined, others: true },
  };
}

/** Where the branch of a development version stood. */
function commitOf({ version, references }: ComposerPackage): Pick<InventoryRow, 'commit'> {
  const commit = version.includes('dev') ? references.find((reference) => COMMIT.test(reference)) : undefined;
  return commit === undefined ? {} : { commit };
}

/** Core's own version: Composer's without the `v` that some mirrors put before it. */
function coreVersionOf(version: string): string {
  return version.replace(/^v(?=\d)/, '').replace(/^dev-(\d+(?:\.\d+)?\.x)$/, '$1-dev');
}

/**
 * The inventory row of an extension package; everything that is not drupal.org's counts as custom.
 * @returns null, with the reason in `problems`, where the name cannot be that of an extension.
 */
function rowOfPackage(item: ComposerPackage, problems: InventoryProblem[]): InventoryRow | null {
  const isCore = isCorePackage(item.name);
  const name = isCore ? 'drupal' : extensionNameOf(item.name);
  if (!isMachineName(name)) {
    problems.push({ row: item.name, field: 'name', reason: 'The package name holds no machine name.' });
    return null;
  }
  const versionOf = (version: unknown) => asVersion(version, item.name, problems);
  const type = extensionTypeOf(item.type);
  const row = { name, type, datestamp: null, installed: true, composer: item.name, ...commitOf(item) };
  if (isCore) return { ...row, project: 'drupal', origin: 'core', version: versionOf(coreVersionOf(item.version)) };
  if (!isFromDrupalOrg(item)) return { ...row, project: null, origin: 'custom', version: versionOf(item.version) };
  const { version, ...candidates } = drupalVersionOf(item);
  const datestamp = asDatestamp(item.drupal?.datestamp, item.name, problems);
  const project = projectOfPackage(item);
  return { ...row, ...candidates, project, origin: 'contrib', version: versionOf(version), datestamp };
}
