import { createDecipheriv, createHash } from 'node:crypto';
import { decodeJson } from '@patchlight/drupal/adapters/decode-json';
import { InventoryFormatError } from '@patchlight/drupal/inventory';
import { asRecord } from '@patchlight/drupal/json';

// PHP's OpenSSL takes the first 16 bytes of the key; mcrypt, on old sites, took all 32 and filled up with zeros.
const ciphers = {
  encrypted_openssl: { name: 'aes-128-cbc', keyBytes: 16, isPadded: true },
  encrypted: { name: 'aes-256-cbc', keyBytes: 32, isPadded: false },
} as const;
const ivBytes = 16;

/**
 * The answer of system_status with its encrypted part opened by the site's encrypt token; one that is not encrypted
 * comes back as it is. Throws InventoryFormatError where the token does not open it.
 */
export function openSystemStatus(text: string, token: string): unknown {
  const document = asRecord(decodeJson(text, 'answer of system_status'));
  const kind = document?.system_status;
  if (kind !== 'encrypted' && kind !== 'encrypted_openssl') return document;
  const sealed = Buffer.from(String(document?.data), 'base64');
  try {
    const { name, keyBytes, isPadded } = ciphers[kind];
    const key = createHash('sha256').update(token).digest().subarray(0, keyBytes);
    const decipher = createDecipheriv(name, key, sealed.subarray(0, ivBytes)).setAutoPadding(isPadded);
    const opened = Buffer.concat([decipher.update(sealed.subarray(ivBytes)), decipher.final()]).toString('utf8');
    return { ...document, ...asRecord(JSON.parse(opened.replace(/\0+$/, ''))) };
  } catch {
    // The same for every fault: which one it was is of use to nobody but who tries tokens.
    throw new InventoryFormatError('The token in X-System-Status-Key does not open this answer of system_status.');
  }
}
