import type { IncomingHttpHeaders } from 'node:http';
import { forbidden } from '../errors.ts';
import { idleDays } from './sessions.ts';

/** With the prefix a browser takes it from this host over TLS only; over plain http on loopback it would take none at all. */
function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-patchlight_refresh' : 'patchlight_refresh';
}

/** The `Set-Cookie` that hands out a refresh token; without a token, the one that takes it back. */
export function refreshCookie(publicUrl: string, token: string | null): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const age = token === null ? 0 : idleDays * 86_400;
  return `${cookieName(publicUrl)}=${token ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`;
}

/** The refresh token of the cookie, if there is one. Throws `forbidden` when another site made the browser send it. */
export function readRefreshCookie(headers: IncomingHttpHeaders, publicUrl: string): string | undefined {
  const name = `${cookieName(publicUrl)}=`;
  const pair = (headers.cookie ?? '').split(/; */).find((each) => each.startsWith(name));
  const token = pair?.slice(name.length);
  if (token === undefined || token === '') return undefined;
  if (!isFromHere(headers, publicUrl))
    throw forbidden('A request with the cookie needs an Origin header that is this server’s own.');
  return token;
}

// Only a browser holds the cookie, and no page can make a browser lie about either header.
function isFromHere(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  return headers.origin === new URL(publicUrl).origin || headers['sec-fetch-site'] === 'same-origin';
}
