import { asShortText, type Inventory, InventoryFormatError, type InventoryProblem } from '../inventory.ts';
import { asRecord, asText, countOthers } from '../json.ts';
import {
  type ComposerPackage,
  isExtensionPackage,
  isFromDrupalOrg,
  type NamedFields,
  namedPackages,
  readExtensions,
} from './composer-package.ts';
import { decodeJson } from './decode-json.ts';

/** A locked package that belongs to Drupal, extension or not. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** The version on drupal.org, where it is known. */
  readonly drupalVersion: string | null;
  readonly type: string | null;
  /** Commit or tag. */
  readonly reference: string | null;
  readonly dev: boolean;
}

/** What a `composer.lock` tells of a site: what is deployed, not what is switched on. */
export interface LockInventory extends Inventory {
  /** The PHP version that the project pretends to have when it resolves, if it does. */
  readonly phpPlatform: string | null;
  readonly packages: readonly LockedPackage[];
}

const members = new Set([
  '_readme',
  'content-hash',
  'packages',
  'packages-dev',
  'aliases',
  'minimum-stability',
  'stability-flags',
  'prefer-stable',
  'prefer-lowest',
  'platform',
  'platform-dev',
  'platform-overrides',
  'plugin-api-version',
]);

/**
 * Reads a `composer.lock`. A package counts as a drupal.org project by its source, its dist or `extra.drupal`; other
 * extensions are custom. Odd packages go to `errors`, the others are read.
 * @param options.dev also reads `packages-dev`, which are not deployed.
 * @throws InventoryFormatError where the document is no composer.lock at all.
 */
export function readComposerLock(input: unknown, options: { readonly dev?: boolean } = {}): LockInventory {
  const lock = asRecord(typeof input === 'string' ? decodeJson(input, 'composer.lock') : input);
  if (!lock || !Array.isArray(lock.packages)) {
    throw new InventoryFormatError('This is no composer.lock: it lists no packages.');
  }
  const errors: InventoryProblem[] = [];
  const deployed = readPackages(lock.packages, 'packages', errors);
  const development = options.dev ? readPackages(lock['packages-dev'], 'packages-dev', errors) : [];
  const all = [...deployed, ...development];
  return {
    ...readExtensions(all, errors),
    unknownMembers: countOthers(lock, members),
    phpPlatform: asText(asRecord(lock['platform-overrides'])?.php),
    composer: { lock_hash: asShortText(lock['content-hash']), dev: options.dev === true },
    packages: [
      ...deployed.filter(isOfDrupal).map((item) => lockedPackage(item, false)),
      ...development.filter(isOfDrupal).map((item) => lockedPackage(item, true)),
    ],
  };
}

function readPackages(list: unknown, key: string, errors: InventoryProblem[]): ComposerPackage[] {
  return Array.isArray(list) ? namedPackages(list, key, errors).map(readPackage) : [];
}

function readPackage({ fields, name, version }: NamedFields): ComposerPackage {
  const source = asRecord(fields.source);
  const dist = asRecord(fields.dist);
  return {
    name,
    version,
    type: asText(fields.type),
    homepage: asText(fields.homepage),
    sourceUrl: asText(source?.url),
    distUrl: asText(dist?.url),
    references: [dist?.reference, source?.reference].flatMap((reference) => asText(reference) ?? []),
    drupal: asRecord(asRecord(fields.extra)?.drupal),
    requires: Object.keys(asRecord(fields.require) ?? {}),
  };
}

function isOfDrupal(item: ComposerPackage): boolean {
  return item.name.startsWith('drupal/') || isExtensionPackage(item) || isFromDrupalOrg(item);
}

function lockedPackage(item: ComposerPackage, dev: boolean): LockedPackage {
  const { name, version, type, references } = item;
  return { name, version, drupalVersion: asText(item.drupal?.version), type, reference: references[0] ?? null, dev };
}
