import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { ConfigError, type MetricsAddress } from '../config.ts';
import type { Log } from '../context.ts';

interface MetricsParts {
  /** Undefined: nothing is told. */
  readonly address: MetricsAddress | undefined;
  readonly registry: Registry;
  readonly log: Log;
}

const requestTimeoutMs = 5_000;
/** So long an answer serves whoever else asks: to ask often must not cost the database anything. */
const freshMs = 1_000;

/**
 * Tells the metrics of this process at `/metrics`, on a port of their own. Returns what stops that. A port that was set and
 * cannot be had is a ConfigError; without the usual one, which another process may have, it goes on.
 */
export async function startMetrics({ address, registry, log }: MetricsParts): Promise<() => Promise<void>> {
  if (address === undefined) return async () => undefined;
  const read = fresh(() => registry.metrics());
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs });
  server.on('request', (request, response) => {
    answer(request, response, registry.contentType, read).catch((error: unknown) => {
      log.error({ err: error }, 'metrics not told');
      response.destroy();
    });
  });
  const { host, port } = address;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const why = `The metrics cannot be told on ${host} port ${port} (${codeOf(error)}).`;
    const remedy = 'Set METRICS_PORT to a port that is free, or to off.';
    if (address.isSet) throw new ConfigError(`${why} ${remedy}`);
    log.warn({ port }, `${why} It goes on without. ${remedy}`);
    return async () => undefined;
  }
  collectDefaultMetrics({ register: registry });
  log.info({ address: server.address() }, 'metrics are told');
  return async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
}

async function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  contentType: string,
  read: () => Promise<string>,
): Promise<void> {
  const isThere = url?.split('?', 1)[0] === '/metrics';
  if (!isThere || (method !== 'GET' && method !== 'HEAD')) {
    response.writeHead(isThere ? 405 : 404, { 'content-type': 'text/plain', ...(isThere && { allow: 'GET, HEAD' }) });
    response.end('GET /metrics\n');
    return;
  }
  const text = await read();
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(text);
}

function fresh(read: () => Promise<string>): () => Promise<string> {
  let kept: Promise<string> | undefined;
  return () => {
    if (kept === undefined) {
      kept = read();
      const forget = () =>
        setTimeout(() => {
          kept = undefined;
        }, freshMs).unref();
      kept.then(forget, forget);
    }
    return kept;
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
