import { parseConstraint } from './constraint.ts';
import { asRecord, asText } from './json.ts';

export { type Exposure, exposureOf, fixedIn } from './exposure.ts';

/** Versions an advisory names as OSV writes them; null where that end is not given. */
export interface AdvisoryRange {
  readonly introduced: string | null;
  readonly fixed: string | null;
  readonly lastAffected: string | null;
}

/** What an advisory says of one project. */
export interface AdvisoryProject {
  readonly project: string;
  /** Composer constraint of the affected versions. */
  readonly constraint: string;
  /** The advisory database corrected the constraint that drupal.org shows. */
  readonly patched: boolean;
  readonly ranges: readonly AdvisoryRange[];
}

/** A Drupal security advisory. Times are RFC 3339 texts. */
export interface Advisory {
  /** `SA-CORE-2026-012`, `SA-CONTRIB-2025-028`. */
  readonly id: string;
  readonly osvId: string;
  /** CVE and other ids of the same hole. Two advisories may share one. */
  readonly aliases: readonly string[];
  readonly projects: readonly AdvisoryProject[];
  readonly title: string | null;
  /** Markdown. */
  readonly details: string;
  readonly publishedAt: string;
  readonly modifiedAt: string;
  readonly withdrawnAt: string | null;
  readonly link: string | null;
  readonly credits: readonly string[];
}

/** A document that is no Drupal advisory; `reason` is a plain sentence. */
export class AdvisoryError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'AdvisoryError';
    this.reason = reason;
  }
}

const OSV_ID = /^DRUPAL-(CORE|CONTRIB|PSA)-(\d{4}-\d{1,6}[a-z]?)$/;

/**
 * Reads one advisory of the Drupal advisory database (OSV 1.x JSON, already decoded). Unknown members are ignored.
 * @throws AdvisoryError where the id, the times or the affected drupal.org project are missing or unreadable.
 */
export function parseOsvAdvisory(json: unknown): Advisory {
  const osv = asRecord(json);
  if (!osv) throw new AdvisoryError('An advisory is a JSON object.');
  const osvId = asText(osv.id) ?? '';
  const [, kind, number] = OSV_ID.exec(osvId) ?? [];
  if (!kind) throw new AdvisoryError('The id is not that of a Drupal advisory.');
  const projects = records(osv.affected).flatMap((affected) => readAffected(affected) ?? []);
  if (projects.length === 0) throw new AdvisoryError('No drupal.org project with a readable constraint is named.');
  const advisory = {
    id: `SA-${kind}-${number}`,
    osvId,
    aliases: texts(osv.aliases),
    projects,
    title: asText(osv.summary),
    details: asText(osv.details) ?? '',
    publishedAt: readTime(osv.published, 'published'),
    modifiedAt: readTime(osv.modified, 'modified'),
    withdrawnAt: osv.withdrawn === undefined || osv.withdrawn === null ? null : readTime(osv.withdrawn, 'withdrawn'),
    link: readLink(osv.references),
    credits: records(osv.credits).flatMap((credit) => asText(credit.name) ?? []),
  };
  if (hasNul(advisory)) throw new AdvisoryError('The text holds a NUL character.');
  return advisory;
}

function readAffected(affected: Readonly<Record<string, unknown>>): AdvisoryProject | null {
  const project = projectOfPackage(asText(asRecord(affected.package)?.name) ?? '');
  const notes = asRecord(affected.database_specific);
  const ranges = records(affected.ranges);
  const patched = notes?.patched === true;
  const constraint = chooseConstraint(asText(notes?.affected_versions), constraintOf(ranges), patched);
  if (project === null || constraint === null) return null;
  return { project, constraint, patched, ranges: ranges.map(readRange) };
}

/**
 * The original constraint counts, since it also names Drupal 7, which the ranges leave out. A corrected advisory is
 * corrected in both places today; should they ever part, the ranges count, because the database makes them from the
 * corrected text and its consumers match by them.
 */
function chooseConstraint(original: string | null, ranges: string | null, patched: boolean): string | null {
  const written = original !== null && parseConstraint(original) ? original.trim() : null;
  if (written === null || ranges === null || !patched) return written ?? ranges;
  const parts = written.split('||').map((part) => part.trim());
  return ranges.split(' || ').every((part) => parts.includes(part)) ? written : ranges;
}

/** The constraints of the ranges joined; null where there is none or one cannot be read. */
function constraintOf(ranges: readonly Readonly<Record<string, unknown>>[]): string | null {
  const parts = ranges.map(
    (range) => asText(asRecord(range.database_specific)?.constraint) ?? written(readRange(range)),
  );
  const joined = parts.map((part) => part.trim()).join(' || ');
  return parseConstraint(joined) ? joined : null;
}

function written({ introduced, fixed, lastAffected }: AdvisoryRange): string {
  const start = introduced === null || introduced === '0' ? '' : `>=${introduced}`;
  const end = fixed !== null ? `<${fixed}` : lastAffected !== null ? `<=${lastAffected}` : '';
  return `${start} ${end}`.trim() || '*';
}

function readRange(range: Readonly<Record<string, unknown>>): AdvisoryRange {
  const events = records(range.events);
  const find = (name: string) => events.map((event) => asText(event[name])).find((value) => value !== null) ?? null;
  return { introduced: find('introduced'), fixed: find('fixed'), lastAffected: find('last_affected') };
}

/** `drupal/token` is the project `token`; core's package is `drupal/core`, its project `drupal`. */
function projectOfPackage(name: string): string | null {
  if (name === 'drupal/core') return 'drupal';
  return /^drupal\/[a-z0-9_]{1,128}$/.test(name) ? name.slice('drupal/'.length) : null;
}

function readTime(value: unknown, field: string): string {
  const text = asText(value);
  // Years of four digits: what lies beyond is no time that anybody published anything, and fits no database.
  if (text === null || !/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(Date.parse(text)))
    throw new AdvisoryError(`"${field}" is not a time.`);
  return text;
}

/** Texts are kept as they are, and a text with a NUL could not be. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNul);
}

function readLink(references: unknown): string | null {
  const links = records(references).filter((reference) => reference.type === 'WEB');
  return links.map((reference) => asText(reference.url)).find((url) => url?.startsWith('https://')) ?? null;
}

function records(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== null) : [];
}

function texts(value: unknown): string[] {
  const all = Array.isArray(value) ? value.flatMap((item) => asText(item)?.trim() || []) : [];
  return [...new Set(all)];
}
