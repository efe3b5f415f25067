import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Received {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface Answer {
  status?: number;
  data?: unknown;
  /** Instead of `data`: an error code of the contract with its message. */
  error?: { code: string; message: string; details?: unknown };
  total?: number;
  next?: string | null;
  headers?: Record<string, string>;
  /** Instead of an envelope. */
  plain?: unknown;
}

export type Routes = Record<string, (request: Received) => Answer>;

export interface ContractServer {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/** A server on the loopback address that answers in the contract's envelopes; `'GET /api/v1/sites'` names a route. */
export async function contractServer(routes: Routes): Promise<ContractServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const raw = Buffer.concat(chunks);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const isJson = request.headers['content-type'] !== 'application/xml';
      const body: unknown =
        text.length === 0 ? null : isJson ? JSON.parse(text.toString('utf8')) : text.toString('utf8');
      const got = { method: request.method ?? '', url, headers: request.headers, body };
      received.push(got);
      const answer: Answer = routes[`${got.method} ${url.pathname}`]?.(got) ?? { status: 404, error: missing };
      const status = answer.status ?? 200;
      response.writeHead(status, { 'content-type': 'application/json', 'x-api-version': '1', ...answer.headers });
      response.end(JSON.stringify(answer.plain ?? wrapped(answer, status, url)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so never a pipe's name
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const missing = { code: 'not_found', message: 'There is nothing here, or it is not yours to see.' };

function wrapped(answer: Answer, status: number, url: URL) {
  if (answer.error !== undefined) {
    const { code, message, details = null } = answer.error;
    const problem = { type: 'about:blank', title: code, status, detail: message, request_id: 'req-7' };
    return { status_code: status, error: code, message, details, timestamp: '2026-08-21T12:00:00Z', ...problem };
  }
  const data = answer.data ?? null;
  const total = answer.total ?? (Array.isArray(data) ? data.length : 1);
  // Another origin than the one that was called, as behind a proxy.
  const link = (path: string) => `https://patchlight.example.org${path}`;
  const next = answer.next == null ? null : link(answer.next);
  return { data, meta: { page: 1, per_page: 25, total }, links: { self: link(url.pathname), next, prev: null } };
}
