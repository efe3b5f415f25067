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
  /** Where `version` is Composer's: the drupal.org versions it may be, for whoever knows the project's releases. */
  readonly candidates?: readonly string[];
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

/** Whether a text is an extension's machine name. */
export function isMachineName(text: string): boolean {
  return text.length <= 128 && /^[a-z][a-z0-9_]*$/.test(text);
}

/** A version as a row may carry it: text of at most 64 characters. Others are reported to `problems` and null. */
export function asVersion(value: unknown, row: string, problems: InventoryProblem[]): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' && value.length <= 64) return value;
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
