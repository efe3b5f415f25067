import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { webFolder } from './folders.ts';

/** First parts of the addresses that the web application shows; every other one is a 404. */
export const pages = [
  '/',
  '/setup',
  '/sign-in',
  '/forgot-password',
  '/reset-password',
  '/accept-invitation',
  '/verify-address',
  '/unsubscribe',
  '/o/*',
  '/profile',
  '/notifications',
  '/console',
] as const;

/**
 * Serves the built web application. Files have their hash in their name and are kept for ever; the page is made anew each
 * time, because its nonce is good for once: nothing runs, and nothing is drawn, that did not come with this answer.
 */
export function webApp(http: FastifyInstance): void {
  const root = fileURLToPath(webFolder);
  void http.register(fastifyStatic, {
    root: `${root}assets`,
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    index: false,
    decorateReply: false,
    // The folder may be built after the server has started, in development.
    wildcard: true,
  });
  for (const [file, type] of [
    ['theme.js', 'text/javascript; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ] as const)
    http.get(`/${file}`, async (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=3600')
        .send(await readFile(`${root}${file}`)),
    );
  // Read each time: what was built since names other files.
  for (const path of pages)
    http.get(path, async (_request, reply) => sendApp(reply, await readFile(`${root}index.html`, 'utf8')));
}

function sendApp(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policyWith(nonce))
    .send(page.replaceAll('__NONCE__', nonce));
}

const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
