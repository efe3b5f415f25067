import { parseReleaseHistory, type ReleaseHistory } from '../src/release-history.ts';
import { type Verdict, type VerdictInput, verdictOf } from '../src/verdict.ts';

/** One release of a made-up feed. `null` leaves an element out, `''` leaves it blank. */
export interface FeedRelease {
  version: string;
  status?: string | null;
  date?: number | string | null;
  types?: readonly string[] | null;
  vocabulary?: string;
  link?: string | null;
  downloadLink?: string | null;
  core?: string;
}

export interface Feed {
  project?: string;
  branches?: string | null;
  status?: string | null;
  releases: readonly (string | FeedRelease)[];
}

export const SECURITY = 'Security update';
export const INSECURE = 'Insecure';
export const UNSUPPORTED = 'Unsupported';
export const DATE = 1_700_000_000;

function element(name: string, value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<${name}>${text}</${name}>`;
}

function releaseXml(given: string | FeedRelease): string {
  const release: FeedRelease = typeof given === 'string' ? { version: given } : given;
  const { status = 'published', date = DATE, types = ['Bug fixes'], vocabulary = 'Release type' } = release;
  const { link = 'https://www.drupal.org/r', downloadLink = 'https://ftp.drupal.org/f.tar.gz' } = release;
  const terms = types?.map((type) => `<term>${element('name', vocabulary)}${element('value', type)}</term>`);
  return `<release>${element('name', `x ${release.version}`)}${element('version', release.version)}${element('status', status)}${element('release_link', link)}${element('download_link', downloadLink)}${element('date', date)}${terms ? `<terms>${terms.join('')}</terms>` : ''}<security covered="1">Covered</security>${element('core_compatibility', release.core)}</release>`;
}

/** Release history XML in the shape in which drupal.org sends it. */
export function feedXml({ project = 'x', branches = '1.', status = 'published', releases }: Feed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<project xmlns:dc="http://purl.org/dc/elements/1.1/">
<title>X</title>${element('short_name', project)}<dc:creator>somebody</dc:creator><type>project_module</type>
${element('supported_branches', branches)}${element('project_status', status)}<link>https://www.drupal.org/project/x</link>
<releases>${releases.map(releaseXml).join('')}</releases>
</project>`;
}

export function feed(given: Feed): ReleaseHistory {
  return parseReleaseHistory(feedXml(given));
}

/** The verdict on a version by a made-up feed. */
export function judge(given: Feed, installedVersion: string | null, more: Partial<VerdictInput> = {}): Verdict {
  return verdictOf({ installedVersion, feed: feed(given), fetch: 'ok', ...more });
}
