import { createHash } from 'node:crypto';
import { keyOf, moduleName, modulesOf, modulesPerSite, uuidOf, versionNumber } from './fleet.ts';

export const agent = { name: 'patchlight-drupal', version: '1.0.0' };
export const phpVersion = '8.3.14';
export const instanceOf = (siteId: number) => uuidOf('instance', siteId);
export const urlOf = (siteId: number) => `https://site-${String(siteId).padStart(5, '0')}.example`;

export function platformOf(coreDigit: number) {
  return {
    drupal: versionNumber(1, coreDigit),
    php: phpVersion,
    php_sapi: 'cli',
    db: { driver: 'mysql', type: 'mariadb', version: '10.11.6' },
    os: 'Linux',
    install_profile: 'standard',
  };
}

/** The report of a site as its module would send it: no id and no time, so that the same state is the same bytes. */
export function reportOf(siteId: number, digits: Uint8Array): string {
  const [core = 0] = digits;
  const extensions = Array.from(modulesOf(siteId), (moduleId, slot) => ({
    name: moduleName(moduleId),
    type: 'module',
    project: moduleName(moduleId),
    version: versionNumber(moduleId, digits[slot] ?? 0),
    installed: true,
    origin: 'contrib',
  })).slice(1);
  return JSON.stringify({
    schema: 'site-report/1',
    kind: 'full',
    trigger: 'cron',
    agent,
    site: { url: urlOf(siteId), name: `Site ${siteId}`, instance_id: instanceOf(siteId), environment: 'production' },
    platform: platformOf(core),
    coverage: { extensions: 'complete' },
    extensions,
  });
}

/** A whole request in one buffer, ready to be written, in which a version changes by changing one byte. */
export interface SiteRequest {
  readonly siteId: number;
  readonly bytes: Buffer;
  readonly bodyAt: number;
  /** Where the digit of each version stands. */
  readonly digitAt: Int32Array;
}

export function requestOf(siteId: number, digits: Uint8Array): SiteRequest {
  const body = reportOf(siteId, digits);
  const head = [
    'POST /api/v1/reports HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${keyOf(siteId)}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const text = `${head.join('\r\n')}\r\n\r\n${body}`;
  const digitAt = new Int32Array(modulesPerSite);
  digitAt[0] = text.indexOf('"drupal":"11.') + '"drupal":"11.'.length;
  let from = text.indexOf('"extensions":[');
  for (let slot = 1; slot < modulesPerSite; slot += 1) {
    from = text.indexOf('"version":"2.', from) + '"version":"2.'.length;
    digitAt[slot] = from;
  }
  // All ASCII: a position in the text is a position in the bytes.
  return { siteId, bytes: Buffer.from(text, 'latin1'), bodyAt: text.indexOf('\r\n\r\n') + 4, digitAt };
}

export function digitsOf({ bytes, digitAt }: SiteRequest): Uint8Array {
  return Uint8Array.from(digitAt, (at) => (bytes[at] ?? 48) - 48);
}

export function bodyHash({ bytes, bodyAt }: SiteRequest): Buffer {
  return createHash('sha256').update(bytes.subarray(bodyAt)).digest();
}
