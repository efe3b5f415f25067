import { type Address, type EndpointByAddress, pathOf, takesIdempotencyKey } from './address.ts';
import type { BodyOf, EndpointShape, ParamsOf, QueryOf, ResponseOf } from './endpoint.ts';
import type { Envelope, ErrorBody } from './envelope.ts';

export interface ClientOptions {
  /** Where the server is, e.g. `https://patchlight.example.org`. */
  baseUrl: string;
  /** Access token or API key; sent as a bearer credential. */
  credential?: string | undefined;
  fetch?: typeof fetch;
  /** Milliseconds for one try; 30,000 where nothing is said. */
  timeoutMs?: number;
  /** Further tries after a 429, a 503 or a failed connection; 2 where nothing is said. */
  retries?: number;
  userAgent?: string;
}

export type CallInput<E extends EndpointShape> = {
  params?: ParamsOf<E>;
  query?: QueryOf<E>;
  body?: BodyOf<E> | Uint8Array;
  headers?: Record<string, string>;
};

/** An answer of the server that is not a success, as it was sent. `retryAfterS` is null where none was given. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody | null;
  readonly retryAfterS: number | null;
  constructor(status: number, body: ErrorBody | null, retryAfterS: number | null) {
    super(body?.message ?? `The server answered ${status}.`);
    this.status = status;
    this.body = body;
    this.retryAfterS = retryAfterS;
  }
}

/** The server could not be reached, or did not answer in time, after all tries. */
export class ConnectionError extends Error {}

export interface Client {
  /** Calls one endpoint and gives its whole envelope. Throws ApiError or ConnectionError. */
  call<E extends EndpointShape>(
    endpoint: E,
    input?: CallInput<E>,
  ): Promise<Envelope<ResponseOf<E>> & { status: number }>;
  /** The same by the endpoint's address, for programs that carry no schemas: `at('GET /api/v1/sites')`. */
  at<A extends Address>(
    address: A,
    input?: CallInput<EndpointByAddress[A]>,
  ): Promise<Envelope<ResponseOf<EndpointByAddress[A]>> & { status: number }>;
  /** Walks a list from page to page through `links.next`. */
  pages<E extends EndpointShape>(endpoint: E, input?: CallInput<E>): AsyncGenerator<Envelope<ResponseOf<E>>>;
}

/**
 * A typed client over the contract's endpoints. Retries what is safe to retry: every read, and every write that was
 * refused before it was done (429, 503) or is being done under its key (409 with `Retry-After`). `Retry-After` is honoured
 * up to one minute. A POST that takes an `Idempotency-Key` is sent with one, and so retried like a read.
 */
export function createClient(options: ClientOptions): Client {
  const base = options.baseUrl.replace(/\/+$/, '');
  async function request(
    method: string,
    url: string,
    input: CallInput<EndpointShape>,
  ): Promise<Envelope<never> & { status: number }> {
    const tries = 1 + (options.retries ?? 2);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptRequest(options, method, url, input);
      if ('envelope' in outcome) return outcome.envelope;
      const repeatable =
        outcome.error instanceof ConnectionError ? isRepeatable(method, input) : isRefusedForNow(outcome.error);
      if (!repeatable || attempt >= tries) throw outcome.error;
      const asked = outcome.error instanceof ApiError ? outcome.error.retryAfterS : null;
      await sleep(Math.min(asked ?? 2 ** (attempt - 1), 60) * 1000 * (1 + Math.random() * 0.2));
    }
  }
  return {
    call(endpoint, input = {}) {
      const key = takesIdempotencyKey(endpoint) && { 'idempotency-key': crypto.randomUUID() };
      const sent = { ...input, headers: { ...key, ...input.headers } };
      return request(endpoint.method, base + pathOf(endpoint.path, { ...input.params }, { ...input.query }), sent);
    },
    at(address, input = {}) {
      const [method = '', path = ''] = address.split(' ');
      // Where an endpoint takes no key, it does not look at one.
      const key = method === 'POST' && { 'idempotency-key': crypto.randomUUID() };
      const sent = { ...input, headers: { ...key, ...input.headers } };
      return request(method, base + pathOf(path, { ...input.params }, { ...input.query }), sent);
    },
    async *pages(endpoint, input = {}) {
      let next: string | null = base + pathOf(endpoint.path, { ...input.params }, { ...input.query });
      while (next !== null) {
        const page: Envelope<never> = await request(endpoint.method, next, input);
        yield page;
        // The public URL of the links may differ from the address this client was given.
        const link: string | null = page.links.next;
        next = link === null ? null : base + new URL(link).pathname + new URL(link).search;
      }
    },
  };
}

type Outcome = { envelope: Envelope<never> & { status: number } } | { error: ApiError | ConnectionError };

async function attemptRequest(
  options: ClientOptions,
  method: string,
  url: string,
  input: CallInput<EndpointShape>,
): Promise<Outcome> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-api-version': '1', ...input.headers };
  if (options.credential !== undefined) headers.authorization = `Bearer ${options.credential}`;
  if (options.userAgent !== undefined) headers['user-agent'] = options.userAgent;
  const init: RequestInit = {
    method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
  };
  if (input.body !== undefined) {
    headers['content-type'] ??= 'application/json';
    init.body = input.body instanceof Uint8Array ? (input.body as Uint8Array<ArrayBuffer>) : JSON.stringify(input.body);
  }
  try {
    const response = await (options.fetch ?? fetch)(url, init);
    const text = await response.text();
    if (response.ok) return { envelope: { ...(JSON.parse(text) as Envelope<never>), status: response.status } };
    return { error: new ApiError(response.status, errorBodyOf(text), retryAfterOf(response)) };
  } catch (error) {
    const cause =
      error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : new Error(String(error));
    return { error: new ConnectionError(`No answer from ${new URL(url).origin}: ${cause.message}`, { cause: error }) };
  }
}

function errorBodyOf(text: string): ErrorBody | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'status_code' in body ? (body as ErrorBody) : null;
  } catch {
    return null;
  }
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

function isRepeatable(method: string, input: CallInput<EndpointShape>): boolean {
  return method === 'GET' || input.headers?.['idempotency-key'] !== undefined;
}

function isRefusedForNow(error: ApiError): boolean {
  return error.status === 429 || error.status === 503 || (error.status === 409 && error.retryAfterS !== null);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
