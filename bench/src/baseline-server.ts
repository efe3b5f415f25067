import { hash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SiteReport } from '@patchlight/contract/site-report';
import Fastify, { type FastifyInstance } from 'fastify';
import { answerParent } from './child.ts';

/** What any server must do to a report, and nothing more; listens and tells its port. */
export type BaselineQuestion = { readonly do: 'listen'; readonly work: 'validate' | 'hash' };

let app: FastifyInstance | undefined;

answerParent(
  async ({ work }: BaselineQuestion) => {
    app = work === 'validate' ? validating() : hashing();
    await app.listen({ port: 0, host: '127.0.0.1' });
    return (app.server.address() as AddressInfo).port;
  },
  async () => app?.close(),
);

/** Parses and validates with the very schema of the contract; changes nothing in the body, which ajv is faster at. */
function validating(): FastifyInstance {
  const fastify = Fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  fastify.post('/api/v1/reports', { schema: { body: SiteReport } }, (_request, reply) => {
    void reply.code(202).send({ ok: true });
  });
  return fastify;
}

function hashing(): FastifyInstance {
  const fastify = Fastify();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.post('/api/v1/reports', (request, reply) => {
    // The parser above gives every body as bytes.
    void reply.code(202).send({ hash: hash('sha256', request.body as Buffer) });
  });
  return fastify;
}
