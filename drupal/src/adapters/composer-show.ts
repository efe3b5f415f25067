import { type Inventory, InventoryFormatError, type InventoryProblem } from '../inventory.ts';
import { asRecord, asText, countOthers } from '../json.ts';
import { type ComposerPackage, type NamedFields, namedPackages, readExtensions } from './composer-package.ts';
import { decodeJson } from './decode-json.ts';

/** What `composer show --format=json` tells of a site. Versions are Composer's: see the rows' `candidates`. */
export interface ShowInventory extends Inventory {
  /** `locked` where `--locked` was given, else what lies in the vendor folder. */
  readonly source: 'locked' | 'installed';
}

const members = new Set(['locked', 'installed', 'platform']);

/**
 * Reads the output of `composer show --format=json`, with or without `--locked`. It knows no drupal.org versions:
 * a row's `version` is Composer's and its `candidates` are the releases it may stand for.
 * @throws InventoryFormatError where the document is something else.
 */
export function readComposerShow(input: unknown): ShowInventory {
  const shown = asRecord(typeof input === 'string' ? decodeJson(input, 'output of composer show') : input);
  const source = Array.isArray(shown?.locked) ? 'locked' : 'installed';
  const list = shown?.[source];
  if (shown === null || !Array.isArray(list)) {
    throw new InventoryFormatError('This is no output of composer show: it has neither "locked" nor "installed".');
  }
  const errors: InventoryProblem[] = [];
  const packages = namedPackages(list, source, errors).map(readPackage);
  return { ...readExtensions(packages, errors), unknownMembers: countOthers(shown, members), source };
}

function readPackage({ fields, name, version }: NamedFields): ComposerPackage {
  // A branch comes with its commit: `dev-1.x 1a2b3c4`.
  const [branch = version, ...references] = version.split(' ', 2);
  return {
    name,
    version: branch,
    type: asText(fields.type),
    homepage: asText(fields.homepage),
    sourceUrl: asText(fields.source),
    distUrl: null,
    references,
    drupal: null,
    requires: [],
  };
}
