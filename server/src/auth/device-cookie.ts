import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const days = 365;

/**
 * Knows a browser again in which this account has signed in before: it has a brake of its own, so that whoever guesses at
 * the account from elsewhere does not lock its owner out. Nothing is stored: the cookie proves itself, for one address.
 */
export function deviceCookie(publicUrl: string, secretKey: string, email: string): string {
  const device = randomBytes(16).toString('base64url');
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const value = `${device}.${proofOf(secretKey, email, device).toString('base64url')}`;
  return `${nameOf(publicUrl)}=${value}; Path=/; Max-Age=${days * 86_400}; HttpOnly; SameSite=Strict${secure}`;
}

/** Which browser it is, if the account has signed in there before. */
export function knownDevice(
  headers: IncomingHttpHeaders,
  { publicUrl, secretKey, email }: { publicUrl: string; secretKey: string; email: string },
): string | null {
  const name = `${nameOf(publicUrl)}=`;
  const pair = (headers.cookie ?? '').split(/; */).find((each) => each.startsWith(name));
  const [device = '', proof = ''] = pair?.slice(name.length).split('.') ?? [];
  const given = Buffer.from(proof, 'base64url');
  const right = proofOf(secretKey, email, device);
  return given.length === right.length && timingSafeEqual(given, right) ? device : null;
}

// A host's own cookie over TLS, as that of the refresh token.
function nameOf(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-patchlight_device' : 'patchlight_device';
}

function proofOf(secretKey: string, email: string, device: string): Buffer {
  return createHmac('sha256', secretKey).update(`device\n${device}\n${email}`).digest();
}
