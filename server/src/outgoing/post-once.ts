import { isIP, type LookupFunction } from 'node:net';
import { Client, type Dispatcher } from 'undici';

export interface PostLimits {
  readonly connectMs: number;
  /** Of all headers of an answer together. */
  readonly headerBytes: number;
  /** Of the body of an answer; the rest is not read. */
  readonly keptBytes: number;
}

export interface Answered {
  readonly status: number;
  /** As it was sent. */
  readonly retryAfter: string | null;
  /** The beginning of the body as text; empty where it is packed. */
  readonly text: string;
}

interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The addresses of a name that may be connected to; throws where there are none. */
  readonly allowed: (hostname: string) => Promise<readonly string[]>;
  readonly ca: string | undefined;
  readonly limits: PostLimits;
  /** Ends it, in whatever state it is. */
  readonly signal: AbortSignal;
}

/** One request on a connection of its own: nothing of one peer is left for the next. Throws where no head of an answer comes. */
export async function postOnce({ url, headers, body, allowed, ca, limits, signal }: Post): Promise<Answered> {
  signal.throwIfAborted();
  const client = new Client(url.origin, {
    connect: {
      timeout: limits.connectMs,
      lookup: lookupOf(allowed),
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
    },
    maxHeaderSize: limits.headerBytes,
    pipelining: 1,
  });
  try {
    const answer = await client.request({
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: { ...headers, 'accept-encoding': 'identity' },
      body,
      signal,
    });
    return await read(answer, limits.keptBytes);
  } finally {
    await client.destroy().catch(() => undefined);
  }
}

/** What is connected to is what was checked: it is looked up here, once, and nowhere else. */
function lookupOf(allowed: Post['allowed']): LookupFunction {
  return (hostname, { all }, done) => {
    allowed(hostname).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (all === true) done(null, found);
        else if (first !== undefined) done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
}

/** The status says what became of the request; a body that does not end, or breaks off, changes nothing of that. */
async function read({ statusCode, headers, body }: Dispatcher.ResponseData, keptBytes: number): Promise<Answered> {
  const retryAfter = textOf(headers['retry-after']);
  const isPlain = (textOf(headers['content-encoding']) ?? 'identity') === 'identity';
  const chunks: Buffer[] = [];
  let bytes = 0;
  body.on('error', () => undefined);
  try {
    if (isPlain)
      for await (const chunk of body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= keptBytes) break;
      }
  } catch {
    // It was cut: what came before is kept.
  }
  body.destroy();
  const text = Buffer.concat(chunks).subarray(0, keptBytes).toString('utf8');
  return { status: statusCode, retryAfter, text };
}

function textOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
