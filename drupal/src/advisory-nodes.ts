import { AdvisoryError } from './advisories.ts';
import { asRecord, asText } from './json.ts';
import { riskOf } from './risk.ts';

/** What drupal.org itself says of an advisory, and the advisory database leaves out. */
export interface AdvisoryNode {
  /** `SA-CONTRIB-2025-028`. */
  readonly id: string;
  /** As written, with the level and the id: `Token - Critical - Access bypass - SA-CONTRIB-2025-028`. */
  readonly title: string;
  readonly link: string;
  /** `AC:Basic/A:None/…`; null where it is missing or says something that the risk calculator does not know. */
  readonly riskVector: string | null;
  readonly risk: number | null;
  readonly cves: readonly string[];
  /** Unix seconds of the last edit. */
  readonly changed: number;
}

export interface AdvisoryNodePage {
  /** In the order of the page. Announcements that are no advisories are left out. */
  readonly nodes: readonly AdvisoryNode[];
  /** Entries that could not be read. */
  readonly unreadable: number;
  readonly hasNext: boolean;
}

const PATH = /\/(sa-(?:core|contrib)-\d{4}-\d{1,6}[a-z]?)\/?$/i;
const CVE = /^CVE-\d{4}-\d{4,12}$/;

/**
 * Reads one page of advisory nodes, api-d7 JSON that is already decoded. Numbers are texts there, and lists of one thing
 * may be the thing.
 * @throws AdvisoryError where it is no such page.
 */
export function parseAdvisoryNodes(json: unknown): AdvisoryNodePage {
  const page = asRecord(json);
  if (!page || !Array.isArray(page.list)) throw new AdvisoryError('A page of advisories is a JSON object with a list.');
  const entries = page.list.map(asRecord).filter((entry) => entry === null || !isAnnouncement(entry));
  const nodes = entries.flatMap((entry) => readNode(entry) ?? []);
  return { nodes, unreadable: entries.length - nodes.length, hasNext: asText(page.next) !== null };
}

type Entry = Readonly<Record<string, unknown>>;

function isAnnouncement({ field_is_psa: flag }: Entry): boolean {
  return flag === '1' || flag === 1 || flag === true;
}

function readNode(entry: Entry | null): AdvisoryNode | null {
  if (entry === null) return null;
  const link = asText(entry.url) ?? '';
  const id = URL.canParse(link) ? PATH.exec(new URL(link).pathname)?.[1]?.toUpperCase() : undefined;
  const title = asText(entry.title)?.trim();
  const changed = Number(entry.changed);
  const isWhole =
    id !== undefined && title && Number.isSafeInteger(changed) && changed > 0 && changed < 253_402_300_800;
  if (!isWhole || !/^https?:/.test(link) || title.includes('\0')) return null;
  const vector = asText(entry.field_sa_criticality)?.replace(/\s/g, '') ?? null;
  const risk = vector === null ? null : riskOf(vector);
  return {
    id,
    title,
    link,
    riskVector: risk === null ? null : vector,
    risk: risk?.score ?? null,
    cves: cvesOf(entry.field_sa_cve),
    changed,
  };
}

function cvesOf(value: unknown): string[] {
  const all = (Array.isArray(value) ? value : [value]).flatMap((each) => asText(each)?.trim().toUpperCase() ?? []);
  return [...new Set(all.filter((text) => CVE.test(text)))];
}
