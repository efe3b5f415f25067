import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, it } from 'vitest';
import { createDrain } from './drain.ts';
import { createHttp } from './fastify.ts';
import { createRateLimiter } from './rate-limit.ts';

/** What is logged of one request. */
async function linesAt(level: string): Promise<string[]> {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const http = createHttp({
    logger: pino({ level, base: null, timestamp: false }, sink),
    trustedProxies: [],
    publicUrl: () => 'https://patchlight.example',
    limiter: createRateLimiter(false, () => false),
    drain: createDrain(),
  });
  http.get('/sites/:site_id', async () => 'here');
  await http.inject({
    url: '/sites/secret?token=secret',
    headers: { authorization: 'Bearer secret', cookie: 'a=secret', 'x-request-id': 'one' },
  });
  await http.close();
  return lines;
}

it('a request leaves one line where that is asked for, without what it was sent', async () => {
  const [line = '', ...others] = await linesAt('debug');
  expect(others).toEqual([]);
  expect(line).not.toContain('secret');
  expect(JSON.parse(line)).toEqual({
    level: 20,
    request_id: 'one',
    method: 'GET',
    route: '/sites/:site_id',
    status: 200,
    by: 'anonymous',
    ms: expect.any(Number),
    msg: 'answered',
  });
});

it('otherwise none', async () => expect(await linesAt('info')).toEqual([]));
