import { domainToASCII, domainToUnicode } from 'node:url';
import { invalid } from '../errors.ts';

/**
 * An http(s) address, in the form that the URL standard gives it (lower-case scheme and host, punycode, no default port).
 * Refuses credentials, spaces and control characters. The server never calls it.
 */
export function httpUrl(text: string, path: string): URL {
  const refuse = (message: string) => invalid(path, 'bad_format', message);
  const trimmed = text.trim();
  // The URL parser drops tabs and line breaks without a word.
  if (/[\p{Cc}\s]/u.test(trimmed)) throw refuse('An address holds no spaces or control characters.');
  if (!URL.canParse(trimmed)) throw refuse('Must be a whole address such as https://www.example.org.');
  const url = new URL(trimmed);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('Must begin with https:// or http://.');
  if (url.username !== '' || url.password !== '') throw refuse('Must not hold a user name or password.');
  if (!isHost(url.hostname)) throw refuse('The host name is not valid.');
  return url;
}

/** One form for the address of one site: as `httpUrl`, without trailing slash; with a query or a fragment it is none. */
export function normalSiteUrl(text: string, path = '/url'): string {
  const url = httpUrl(text, path);
  if (url.search !== '' || url.hash !== '') throw invalid(path, 'bad_format', 'Must not hold a query or a fragment.');
  return url.href.replace(/\/+$/, '');
}

// Newer parsers let punycode pass that stands for no name; what it stands for tells.
function isHost(host: string): boolean {
  if (host.startsWith('[')) return true;
  const name = domainToUnicode(host);
  return domainToASCII(host) !== '' && name !== '' && !/(^|\.)xn--/.test(name);
}
