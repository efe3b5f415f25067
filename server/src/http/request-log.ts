import type { FastifyInstance } from 'fastify';

/** A line for each answer, where so much is logged: what it led to, never what stood in the address. */
export function logRequests(app: FastifyInstance): void {
  if (app.log.level !== 'debug' && app.log.level !== 'trace') return;
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, actor } = request;
    const fields = { request_id: id, method, route: request.routeOptions.url, status: reply.statusCode };
    app.log.debug({ ...fields, by: actor.type, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
}
