import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

type Observe = (seconds: number) => void;

/**
 * Counts answers and how long they took. A route is told by its template, and what is none is
 * one series, so that nobody can add any by asking.
 */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  // Looked up by status alone: labels are put together once, not for each request.
  const observerOf = (method: string, route: string) => {
    const byStatus = new Map<number, Observe>();
    return (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const { statusCode } = reply;
      let observe = byStatus.get(statusCode);
      if (observe === undefined) {
        observe = durations.labels(method, route, String(statusCode)).observe;
        byStatus.set(statusCode, observe);
      }
      observe(reply.elapsedTime / 1000);
      done();
    };
  };
  app.addHook('onRoute', (route) => {
    const template = route.url.replace(/:(\w+)/g, '{$1}');
    route.onResponse = [route.onResponse ?? [], observerOf(String(route.method), template)].flat();
  });
  const unknown = observerOf('none', 'none');
  app.addHook('onResponse', (request, reply, done) => (request.is404 ? unknown(request, reply, done) : done()));
}
