import { readTimestamp } from './php-numeric.ts';

export type ExtensionType = 'module' | 'theme' | 'profile' | 'theme_engine';
export type ExtensionOrigin = 'core' | 'contrib' | 'custom';

/** One extension as every reader hands it on. */
export interface InventoryRow {
  /** Machine name. */
  readonly name: string;
  readonly type: ExtensionType;
  /** The drupal.org project; null for custom code. */
  readonly project: string | null;
  /** The drupal.org version where the source knows it; null where it has none. */
  readonly version: string | null;
  /** Unix seconds of packaging. */
  readonly datestamp: number | null;
  readonly installed: boolean;
  readonly origin: ExtensionOrigin;
  readonly path?: string | null;
  /** The Composer package that holds it. */
  readonly composer?: string | null;
  /** Of a development version: where its branch stood. */
  readonly commit?: string;
  /** Where `version` is Composer's: the drupal.org versions it may be, for whoever knows the project's releases. */
  readonly candidates?: readonly string[];
}

/** How much of a site a document of its format tells. */
export interface InventoryCoverage {
  /**
   * `complete`: installed and not installed; `installed_only`: what is installed; `present_only`: what is there,
   * installed or not; `none`: nothing.
   */
  readonly extensions: 'complete' | 'installed_only' | 'present_only' | 'none';
  /** False where core was left out, which every site has. */
  readonly core: boolean;
  /** False where others may have been left out too: then nothing is gone because it is not listed. */
  readonly others: boolean;
}

/** What a document tells of a site, whatever its format. */
export interface Inventory {
  readonly coreVersion: string | null;
  readonly phpVersion: string | null;
  readonly extensions: readonly InventoryRow[];
  readonly errors: readonly InventoryProblem[];
  readonly coverage: InventoryCoverage;
  /** Of a lock: its content hash, and whether what only development needs was read. */
  readonly composer?: { readonly lock_hash: string | null; readonly dev: boolean };
  /** How many members of the document its format does not know. */
  readonly unknownMembers: number;
}

/** A row or field that was left out, and why. */
export interface InventoryProblem {
  readonly row: string;
  readonly field: string;
  readonly reason: string;
}

/** A document that is not of the format a reader reads; the message is a plain sentence. */
export class InventoryFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InventoryFormatError';
  }
}

/** Far more rows than any site has; hostile documents hold millions. */
const MOST_ROWS = 10_000;

/** @throws InventoryFormatError where a document has more rows than any site. */
export function refuseCrowd(rows: readonly unknown[]): void {
  if (rows.length > MOST_ROWS)
    throw new InventoryFormatError(`The document lists ${rows.length} rows; at most ${MOST_ROWS} are read.`);
}

/** Whether a text is an extension's machine name. */
export function isMachineName(text: string): boolean {
  return text.length <= 128 && /^[a-z][a-z0-9_]*$/.test(text);
}

/** A short text without control characters, such as a version; null for everything else. */
export function asShortText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 64 && value.isWellFormed() && !/\p{Cc}/u.test(value)
    ? value
    : null;
}

/** A version as a row may carry it: text of at most 64 characters. Others are reported to `problems` and null. */
export function asVersion(value: unknown, row: string, problems: InventoryProblem[]): string | null {
  if (value === null || value === undefined) return null;
  const version = asShortText(value);
  if (version !== null) return version;
  problems.push({ row, field: 'version', reason: 'A version is a text of at most 64 characters.' });
  return null;
}

const ABSENT_TIMES: readonly unknown[] = [null, undefined, '', '0', 0];

/** A time stamp as a row may carry it, quoted or not. Others are reported to `problems` and null. */
export function asDatestamp(value: unknown, row: string, problems: InventoryProblem[]): number | null {
  const seconds = readTimestamp(value);
  if (seconds === null && !ABSENT_TIMES.includes(value)) {
    problems.push({ row, field: 'datestamp', reason: 'A time stamp is a number of seconds.' });
  }
  return seconds;
}
