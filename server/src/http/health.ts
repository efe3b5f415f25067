import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { lookedUpGauges } from '../metrics/looked-up.ts';
import type { Drain } from './drain.ts';

export type Health = 'ok' | 'degraded' | 'down';
/** Throws, or answers `down`, when the part is not usable. */
export type HealthCheck = () => Promise<{ status: Health; detail?: string }>;

const checkTimeoutMs = 2_000;
const stopping: Readonly<Record<string, HealthCheck>> = {
  server: async () => ({ status: 'down', detail: 'it is stopping' }),
};

/**
 * `/livez`: this process serves. `/readyz`: everything it needs is there, and it will go on; one part that is down makes it
 * a 503.
 */
export function healthRoutes(
  app: FastifyInstance,
  checks: Readonly<Record<string, HealthCheck>>,
  drain: Pick<Drain, 'hasBegun'>,
): void {
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(drain.hasBegun() ? stopping : checks).map(
        async ([name, check]) => [name, await run(check)] as const,
      ),
    );
    const states = results.map(([, result]) => result.status);
    const status: Health = states.includes('down') ? 'down' : states.includes('degraded') ? 'degraded' : 'ok';
    return reply
      .code(status === 'down' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, checks: Object.fromEntries(results) });
  });
}

const severity: Record<Health, number> = { ok: 0, degraded: 1, down: 2 };

/** The same for whoever reads metrics. */
export function measureHealth(registry: Registry, checks: Readonly<Record<string, HealthCheck>>): void {
  lookedUpGauges(
    registry,
    {
      name: 'patchlight_check_status',
      help: 'What `/readyz` says of each part: 0 ok, 1 degraded, 2 down',
      label: 'check',
    },
    async () => {
      const results = Object.entries(checks).map(async ([name, check]) => [name, severity[(await run(check)).status]]);
      return Object.fromEntries(await Promise.all(results));
    },
  );
}

async function run(check: HealthCheck): Promise<{ status: Health; latency_ms: number; detail: string | null }> {
  const started = performance.now();
  const result = await Promise.race([
    check().catch(() => ({ status: 'down' as const, detail: 'not reachable' })),
    timeout(),
  ]);
  return { status: result.status, latency_ms: Math.round(performance.now() - started), detail: result.detail ?? null };
}

function timeout(): Promise<{ status: Health; detail: string }> {
  return new Promise((resolve) => {
    setTimeout(resolve, checkTimeoutMs, {
      status: 'down',
      detail: `no answer within ${checkTimeoutMs / 1000} s`,
    }).unref();
  });
}
