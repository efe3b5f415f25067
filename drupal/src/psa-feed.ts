import { AdvisoryError } from './advisories.ts';
import { parseConstraint } from './constraint.ts';
import { exposureOf } from './exposure.ts';
import { asRecord, asText } from './json.ts';
import { composerVersionOf } from './version.ts';

/** One announcement of `psa.json`, which Drupal shows to administrators: of an advisory, or of one that is to come. */
export interface PsaItem {
  /** `SA-CORE-2026-012`, `PSA-2026-03-19`. */
  readonly id: string;
  readonly project: string;
  readonly title: string;
  readonly link: string;
  /** A public service announcement: it speaks to everybody who runs the project. */
  readonly isPsa: boolean;
  /** Versions as drupal.org names them. */
  readonly insecure: readonly string[];
  /** RFC 3339. */
  readonly publishedAt: string | null;
}

export interface PsaFeed {
  /** One for each advisory and project. */
  readonly items: readonly PsaItem[];
  /** Entries that could not be read. */
  readonly unreadable: number;
}

const PATH = /\/(p?sa-[a-z0-9-]{1,48})\/?$/i;

/**
 * Reads `psa.json`, already decoded. Mostly it is an empty list.
 * @throws AdvisoryError where it is no list.
 */
export function parsePsaFeed(json: unknown): PsaFeed {
  if (!Array.isArray(json)) throw new AdvisoryError('A list of announcements is a JSON list.');
  const read = json.flatMap((entry) => readItem(entry) ?? []);
  const items = new Map(read.map((item) => [`${item.id} ${item.project}`, item]));
  return { items: [...items.values()], unreadable: json.length - read.length };
}

function readItem(value: unknown): PsaItem | null {
  const entry = asRecord(value);
  const link = asText(entry?.link)?.trim() ?? '';
  const id = /^https?:/.test(link) && URL.canParse(link) ? PATH.exec(new URL(link).pathname)?.[1] : undefined;
  const title = asText(entry?.title)?.trim();
  const project = asText(entry?.project) ?? '';
  if (entry === null || id === undefined || !title || title.includes('\0')) return null;
  if (!/^[a-z0-9_]{1,128}$/.test(project)) return null;
  return {
    id: id.toUpperCase(),
    project,
    title,
    link: new URL(link).href,
    isPsa: [1, '1', true, 'true'].some((yes) => yes === entry.is_psa),
    insecure: versionsOf(entry.insecure),
    publishedAt: timeOf(entry.pubDate),
  };
}

function versionsOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.flatMap((each) => asText(each)?.trim() ?? []) : [];
  return [...new Set(texts.filter((text) => /^[\w.+-]{1,64}$/.test(text)))];
}

function timeOf(value: unknown): string | null {
  const time = Date.parse(asText(value) ?? '');
  return time > 0 && time < Date.UTC(10_000, 0) ? new Date(time).toISOString() : null;
}

/**
 * The affected versions of a project by both sources. The range counts; versions that an announcement lists and the range
 * leaves out are added one by one. What only announces something is a constraint that cannot be read: for everybody
 * `possible`, for nobody sure.
 * @returns null where neither says anything.
 */
export function affectedVersions(
  project: string,
  range: string | null,
  announced: Pick<PsaItem, 'isPsa' | 'insecure'> | null,
): string | null {
  if (announced === null) return range;
  if (announced.isPsa) return range ?? '';
  const added = announced.insecure
    .filter((version) => range === null || exposureOf(project, version, range) !== 'affected')
    .flatMap((version) => (project === 'drupal' ? version : composerVersionOf(version)) ?? [])
    .filter((version) => parseConstraint(version));
  const parts = [...(range === null ? [] : [range]), ...added];
  return parts.length === 0 ? null : parts.join(' || ');
}
