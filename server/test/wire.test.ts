import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answerOf, checkAnswer, type Headers, useApp } from './app.ts';
import { leavesNothingBehind } from './harmless.ts';

const test = useApp();
const api = '/api/v1';
let sam: Headers;
let siteKey: Headers;

leavesNothingBehind(test);
beforeAll(() => {
  sam = test.as(test.cast.sam);
  siteKey = test.as(test.cast.site.key);
});

describe('over a socket', () => {
  let port = 0;
  beforeAll(async () => {
    await test.app.http.listen({ host: '127.0.0.1', port: 0 });
    const address = test.app.http.server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterAll(() => test.app.http.server.close());

  /** Sends bytes as they are and reads what comes until the server closes. */
  function exchange(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let received = '';
      socket.on('data', (chunk) => (received += String(chunk)));
      socket.on('error', reject);
      socket.on('close', () => {
        const [head = '', body = ''] = received.split('\r\n\r\n');
        const [first = '', ...lines] = head.split('\r\n');
        const headers = Object.fromEntries(
          lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
        );
        resolve(answerOf(Number(first.split(' ')[1]), headers, body));
      });
    });
  }
  const get = (path: string, ...headers: string[]) =>
    exchange([`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n'));
  const bearer = () => `Authorization: ${String(siteKey.authorization)}`;

  it('K-05: the same header twice is ambiguous', async () => {
    const key = `X-API-Key: ${test.cast.site.key}`;
    for (const headers of [
      [bearer(), bearer()],
      [bearer(), 'Authorization: Bearer other'],
      [key, key],
    ]) {
      const answer = await get(`${api}/auth/me`, ...headers);
      checkAnswer('GET', `${api}/auth/me`, answer);
      expect(answer.error).toBe('ambiguous_credentials');
    }
  });

  it('H-06: a request that names a host before its path is answered with the configured links', async () => {
    const answer = await get(
      `http://evil.example${api}/sites?per_page=1`,
      `Authorization: ${String(sam.authorization)}`,
    );
    expect([200, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('evil');
    checkAnswer('GET', `${api}/sites`, answer);
  });

  it('R-08: steps in a path are not taken', async () => {
    for (const path of [
      `${api}/sites/../organizations`,
      `${api}/sites/%2e%2e/organizations`,
      `${api}/sites/%2e%2e/users`,
      `${api}/./sites`,
      '/../api/v1/sites',
    ])
      expect((await get(path, `Authorization: ${String(sam.authorization)}`)).status, path).toBe(404);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['two lengths', `POST ${api}/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'a length and chunks',
      `POST ${api}/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a folded header', `GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n`],
    ['a NUL in a header', `GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n`],
    ['a long header', `GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['an unknown method', `FOO ${api}/sites HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['chunks of no size', `POST ${api}/reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n`],
    ['lines that end with LF alone', `GET ${api}/sites HTTP/1.1\nHost: x\n\n`],
    ['a space before a colon', `GET ${api}/sites HTTP/1.1\r\nHost : x\r\n\r\n`],
  ])('H-09: %s is answered with the usual body, and the connection ends', async (_name, text) => {
    const answer = await exchange(text);
    expect([answer.status, answer.error]).toEqual([400, 'validation_error']);
    checkAnswer('POST', '/', { ...answer, headers: { ...answer.headers, 'x-request-id': answer.body.request_id } });
  });

  it('I-06: a body past the limit is refused, and nothing after it is taken for a request', async () => {
    const head = `POST ${api}/reports HTTP/1.1\r\nHost: x\r\n${bearer()}\r\nContent-Type: application/json\r\n`;
    const next = `GET ${api}/auth/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${bearer()}\r\n\r\n`;
    const answer = await exchange(`${head}Content-Length: ${2 * 1024 * 1024}\r\n\r\n${next}`);
    expect([answer.status, answer.error]).toEqual([413, 'too_large']);
    expect((await get(`${api}/auth/me`, bearer())).status).toBe(200);
  });

  it('L-07: who sends a byte now and then, or none, is cut off, and nobody else waits for him', async () => {
    const opened = performance.now();
    const cut: number[] = [];
    const sockets: Socket[] = [];
    const open = (start: string, drip?: string) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(start));
      const timer = drip === undefined ? undefined : setInterval(() => socket.write(drip), 1000);
      socket.on('data', () => undefined).on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(timer);
        cut.push(performance.now() - opened);
      });
      sockets.push(socket);
    };
    for (let index = 0; index < 1000; index += 1) open('');
    const length = `Content-Type: application/json\r\nContent-Length: 1000`;
    for (let index = 0; index < 10; index += 1) {
      open(`GET ${api}/sites HTTP/1.1\r\nHost: x\r\nX: `, 'a');
      open(`POST ${api}/reports HTTP/1.1\r\nHost: x\r\n${bearer()}\r\n${length}\r\n\r\n{`, ' ');
    }
    const waits: number[] = [];
    while (cut.length < sockets.length && performance.now() - opened < 30_000) {
      const started = performance.now();
      expect((await get(`${api}/auth/me`, bearer())).status).toBe(200);
      waits.push(performance.now() - started);
      await wait(100);
    }
    expect(cut.length).toBe(sockets.length);
    expect(Math.max(...cut)).toBeLessThan(30_000);
    waits.sort((one, two) => one - two);
    expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(500);
  }, 60_000);
});
