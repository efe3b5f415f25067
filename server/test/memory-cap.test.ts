import { gzipSync } from 'node:zlib';
import { reportLimits } from '@patchlight/contract/site-report';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProgram } from './server-process.ts';

const setupToken = 'the setup token of this test';
const credentials = { email: 'sam@example.org', password: 'staple horse battery correct' };
const capMb = 256;
const reports = 50;
let program: ServerProgram;
let address: string;

beforeAll(async () => {
  program = await ServerProgram.build({
    ...{ SETUP_TOKEN: setupToken, RATE_LIMITS: 'off', NODE_OPTIONS: `--max-old-space-size=${capMb}` },
  });
  address = await program.start();
}, 120_000);
afterAll(() => program?.remove(), 120_000);

async function post(path: string, token: string, body: object | Buffer): Promise<Response> {
  const isPacked = Buffer.isBuffer(body);
  return fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(isPacked && { 'content-encoding': 'gzip' }),
    },
    body: isPacked ? new Uint8Array(body) : JSON.stringify(body),
  });
}

/** As many rows as there may be, each as long as it may be, and filled up to what may be inflated. */
function largest(): Buffer {
  const extensions = Array.from({ length: reportLimits.rows }, (_, row) => ({
    name: `m${row}_`.padEnd(reportLimits.nameLength, 'x'),
    version: '1.'.padEnd(reportLimits.versionLength, '7'),
  }));
  const filler = (length: number) => JSON.stringify({ extensions, filler: 'x'.repeat(length) });
  return gzipSync(filler(reportLimits.inflatedBytes - filler(0).length));
}

it('F-19: fifty of the largest reports at once in 256 MB are taken or refused, and the server lives', async () => {
  await post('/setup', '', { token: setupToken, name: 'Sam', ...credentials });
  const session = (await (await post('/auth/login', '', credentials)).json()) as { data: { access_token: string } };
  const token = session.data.access_token;
  const keys: string[] = [];
  for (let index = 0; index < 10; index += 1) {
    const made = await post('/sites', token, { url: `https://site-${index}.example.org`, name: `Site ${index}` });
    keys.push(((await made.json()) as { data: { api_key: string } }).data.api_key);
  }
  const body = largest();
  const statuses = await Promise.all(
    Array.from({ length: reports }, async (_, index) => {
      const answer = await post('/reports', keys[index % keys.length] as string, body);
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  expect(statuses.filter((status) => ![200, 202, 413, 429, 503].includes(status))).toEqual([]);
  expect((await fetch(`${address}/livez`)).status).toBe(200);
  // What nobody waited for any longer is still being written.
  const next = async () => (await post('/reports', keys[0] as string, { extensions: [] })).status;
  await expect.poll(next, { timeout: 60_000, interval: 500 }).toBe(202);
}, 180_000);
