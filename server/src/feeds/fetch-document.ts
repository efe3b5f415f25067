import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { documentBytes } from '@patchlight/contract/feeds';
import type { Dispatcher } from 'undici';

/** Bounds of one fetch. Past the time or the size it is cut off in the middle. */
export interface FetchLimits {
  readonly totalMs: number;
  /** Of the body as it is sent, and of what it unpacks to. */
  readonly bytes: number;
}

export const fetchLimits: FetchLimits = { totalMs: 10_000, bytes: documentBytes };
export const connectTimeoutMs = 5_000;
export const headersTimeoutMs = 8_000;

export interface DocumentRequest {
  readonly url: URL;
  readonly accept: string;
  readonly userAgent: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly dispatcher: Dispatcher;
  readonly limits: FetchLimits;
  /** Ends it early: the server stops. */
  readonly signal: AbortSignal;
}

interface Head {
  readonly status: number;
  readonly contentType: string | null;
}

/** What a host answered. `refused` is an answer that cannot be used, `failed` is none at all, or one that may pass. */
export type Fetched =
  | (Head & {
      readonly kind: 'document';
      readonly body: Buffer;
      readonly etag: string | null;
      readonly lastModified: string | null;
    })
  | (Head & { readonly kind: 'unchanged' })
  | (Head & { readonly kind: 'redirected'; readonly detail: string })
  | (Head & { readonly kind: 'refused'; readonly detail: string; readonly bytes: number })
  | {
      readonly kind: 'failed';
      readonly detail: string;
      readonly status: number | null;
      readonly retryAfter?: string | null;
    };

/** Fetches one document: no redirect is followed, nothing larger or slower than the limits is read. */
export async function fetchDocument(request: DocumentRequest): Promise<Fetched> {
  const { url, limits, signal } = request;
  const cut = new AbortController();
  const stop = () => cut.abort();
  const timer = setTimeout(stop, limits.totalMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const answer = await request.dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: headersOf(request),
      signal: cut.signal,
    });
    return await read(answer, limits);
  } catch (error) {
    const detail = cut.signal.aborted ? `No whole answer within ${limits.totalMs / 1000} seconds.` : reasonOf(error);
    return { kind: 'failed', status: null, detail };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function headersOf({ accept, userAgent, etag, lastModified }: DocumentRequest): Record<string, string> {
  return {
    accept,
    'accept-encoding': 'gzip',
    'user-agent': userAgent,
    ...(etag !== null && { 'if-none-match': etag }),
    ...(lastModified !== null && { 'if-modified-since': lastModified }),
  };
}

async function read(answer: Dispatcher.ResponseData, limits: FetchLimits): Promise<Fetched> {
  const { statusCode: status, headers, body } = answer;
  const head = { status, contentType: textOf(headers['content-type'])?.slice(0, 200) ?? null };
  if (status === 200) return readBody(answer, head, limits);
  // Whatever else was sent is not of interest; without its end the connection is of no more use.
  body.on('error', () => undefined).destroy();
  if (status === 304) return { ...head, kind: 'unchanged' };
  if (status >= 300 && status < 400) {
    const target = textOf(headers.location)?.slice(0, 500) ?? 'nowhere';
    return { ...head, kind: 'redirected', detail: `Sent on to ${target}, which is not followed.` };
  }
  const mayPass = status >= 500 || status === 429 || status === 408 || status === 425;
  if (mayPass)
    return { kind: 'failed', status, detail: `HTTP status ${status}.`, retryAfter: textOf(headers['retry-after']) };
  return { ...head, kind: 'refused', detail: `HTTP status ${status}.`, bytes: 0 };
}

class TooLarge extends Error {}

async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  head: Head,
  { bytes }: FetchLimits,
): Promise<Fetched> {
  const encoding = textOf(headers['content-encoding'])?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    body.on('error', () => undefined).destroy();
    return {
      ...head,
      kind: 'refused',
      detail: `Encoded as ${encoding.slice(0, 40)}, which was not asked for.`,
      bytes: 0,
    };
  }
  const chunks: Buffer[] = [];
  const keep = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  try {
    if (encoding === 'gzip') await pipeline(body, counted(bytes), createGunzip(), counted(bytes), keep);
    else await pipeline(body, counted(bytes), keep);
  } catch (error) {
    if (error instanceof TooLarge) return { ...head, kind: 'refused', detail: error.message, bytes };
    const isBadGzip = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    if (isBadGzip) return { ...head, kind: 'refused', detail: 'The body is not readable as gzip.', bytes: 0 };
    throw error;
  }
  return {
    ...head,
    kind: 'document',
    body: Buffer.concat(chunks),
    etag: validator(headers.etag),
    lastModified: validator(headers['last-modified']),
  };
}

function counted(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) done(new TooLarge(`Larger than ${most} bytes.`));
      else done(null, chunk);
    },
  });
}

/** Sent back as it came, so only what fits a header, and of a length that is worth keeping. */
function validator(header: string | string[] | undefined): string | null {
  const text = textOf(header);
  return text !== null && text.length <= 300 && /^[\x20-\x7e]+$/.test(text) ? text : null;
}

function textOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}

/** An error of a socket as a sentence, without what only a programmer would read. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The request failed.';
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error.message || error.name}${code}`.slice(0, 500);
}
