import {
  type ComposerPackage,
  coreVersionOf,
  isCorePackage,
  isExtensionPackage,
  type NamedFields,
  namedPackages,
  rowOfPackage,
} from './composer-package.ts';
import { InventoryFormatError, type InventoryProblem, type InventoryRow } from './inventory.ts';
import { asRecord, asText } from './json.ts';
import { decodeJson } from './json-output.ts';

/** What `composer show --format=json` tells of a site. Versions are Composer's: see the rows' `candidates`. */
export interface ShowInventory {
  readonly coreVersion: string | null;
  /** `locked` where `--locked` was given, else what lies in the vendor folder. */
  readonly source: 'locked' | 'installed';
  readonly extensions: readonly InventoryRow[];
  readonly errors: readonly InventoryProblem[];
}

/**
 * Reads the output of `composer show --format=json`, with or without `--locked`. It knows no drupal.org versions:
 * a row's `version` is Composer's and its `candidates` are the releases it may stand for.
 * @throws InventoryFormatError where the document is something else.
 */
export function readComposerShow(input: unknown): ShowInventory {
  const shown = asRecord(typeof input === 'string' ? decodeJson(input, 'output of composer show') : input);
  const source = Array.isArray(shown?.locked) ? 'locked' : 'installed';
  const list = shown?.[source];
  if (!Array.isArray(list)) {
    throw new InventoryFormatError('This is no output of composer show: it has neither "locked" nor "installed".');
  }
  const errors: InventoryProblem[] = [];
  const packages = namedPackages(list, source, errors).map(readPackage);
  const core = packages.find((item) => isCorePackage(item.name));
  return {
    coreVersion: core ? coreVersionOf(core.version) : null,
    source,
    extensions: packages.filter(isExtensionPackage).flatMap((item) => rowOfPackage(item, errors) ?? []),
    errors,
  };
}

function readPackage({ fields, name, version }: NamedFields): ComposerPackage {
  return {
    name,
    // A branch comes with its commit: `dev-1.x 1a2b3c4`.
    version: version.split(' ', 1)[0] ?? version,
    type: asText(fields.type),
    homepage: asText(fields.homepage),
    sourceUrl: asText(fields.source),
    distUrl: null,
    references: [],
    drupal: null,
    requires: [],
  };
}
