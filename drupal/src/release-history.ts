import { isPhpNumeric } from './php-numeric.ts';
import { type RawRelease, ReleaseHistoryError, readDocument } from './release-history-document.ts';
import { parseVersion } from './version.ts';

export { ReleaseHistoryError, type ReleaseHistoryErrorCode } from './release-history-document.ts';

/** One `<release>` of a feed. */
export interface Release {
  /** As written; empty where the feed has none. */
  readonly version: string;
  readonly status: string;
  /** Unix seconds of packaging; null where absent or not a number. */
  readonly date: number | null;
  /** Values of the vocabulary `Release type`, case kept: `Security update`, `Insecure`, `Unsupported`, … */
  readonly types: readonly string[];
  /** Says that the advisory policy covers this kind of release, not that the release is secure. */
  readonly isCovered: boolean;
  /** Composer constraint on core, such as `^10.3 || ^11`; core's own releases have none. */
  readonly coreCompatibility: string | null;
  readonly link: string | null;
  readonly downloadLink: string | null;
  /** Core ignores this entry altogether: a field is missing or wrong, or the version is not valid. */
  readonly isDropped: boolean;
}

/** A project's release history as drupal.org publishes it, in document order. */
export interface ReleaseHistory {
  readonly title: string | null;
  readonly shortName: string;
  readonly type: string | null;
  readonly projectStatus: string | null;
  /** Null (absent: nothing is supported) and `''` (everything is supported) are opposites. */
  readonly supportedBranches: string | null;
  readonly composerNamespace: string | null;
  readonly link: string | null;
  readonly releases: readonly Release[];
}

const RELEASE_TYPE = 'Release type';

/**
 * Reads release history XML. Tolerant exactly where Drupal core is; entries that core drops are kept and marked.
 * @param expectedProject refuses the history of another project: a redirect or a rename parses well but is not it.
 * @throws ReleaseHistoryError for everything that is no release history, and for any document type declaration.
 */
export function parseReleaseHistory(xml: string, expectedProject?: string): ReleaseHistory {
  const { root, text, fields, releases } = readDocument(xml);
  const shortName = fields.get('short_name');
  if (shortName === undefined) {
    if (root === 'error') throw new ReleaseHistoryError('error_document', `drupal.org answered: ${text.trim()}`);
    throw new ReleaseHistoryError('no_short_name', 'The document names no project.');
  }
  if (expectedProject !== undefined && shortName !== expectedProject) {
    const message = `The document is the history of "${shortName}", not of "${expectedProject}".`;
    throw new ReleaseHistoryError('wrong_project', message);
  }
  return {
    title: fields.get('title') ?? null,
    shortName,
    type: fields.get('type') ?? null,
    projectStatus: fields.get('project_status') ?? null,
    supportedBranches: fields.get('supported_branches') ?? null,
    composerNamespace: fields.get('composer_namespace') ?? null,
    link: fields.get('link') ?? null,
    releases: withoutRepeats(releases.map(releaseFrom)),
  };
}

/** A version that appears twice keeps its first position and its last content. */
function withoutRepeats(releases: readonly Release[]): Release[] {
  return [...new Map(releases.map((release) => [release.version, release])).values()];
}

function releaseFrom(raw: RawRelease): Release {
  const { fields, terms } = raw;
  const date = fields.get('date');
  const version = fields.get('version') ?? '';
  return {
    version,
    status: fields.get('status') ?? '',
    date: date !== undefined && isPhpNumeric(date) ? Math.trunc(Number(date)) : null,
    types: terms.filter((term) => term.vocabulary === RELEASE_TYPE).map((term) => term.value),
    isCovered: raw.isCovered,
    coreCompatibility: fields.get('core_compatibility') || null,
    link: fields.get('release_link') ?? null,
    downloadLink: fields.get('download_link') ?? null,
    isDropped: !isValid(raw) || parseVersion(version) === null,
  };
}

/** Core's validation. Blank means empty: white space is a value to core. */
function isValid({ fields, terms }: RawRelease): boolean {
  const status = fields.get('status');
  const date = fields.get('date');
  return (
    (fields.get('version') ?? '') !== '' &&
    (fields.get('release_link') ?? '') !== '' &&
    fields.get('download_link') !== '' &&
    (status === 'published' || status === 'unpublished') &&
    (date === undefined || isPhpNumeric(date)) &&
    terms.every((term) => term.vocabulary === RELEASE_TYPE)
  );
}

/** Whether the maintainer says that this release fixes a hole. No advisory need exist. */
export function isSecurityRelease(release: Release): boolean {
  return release.types.includes('Security update');
}

/** Whether a known hole is in this release. */
export function isInsecureRelease(release: Release): boolean {
  return release.types.includes('Insecure');
}

/** Whether this single release is out of support, whatever its branch. */
export function isUnsupportedRelease(release: Release): boolean {
  return release.types.includes('Unsupported');
}

/** The time of unix seconds; null outside of the years 1970 to 9999, in which nobody ever released anything. */
export function instantOf(seconds: number | null): Date | null {
  return seconds === null || seconds < 0 || seconds > 253_402_300_799 ? null : new Date(seconds * 1000);
}
