import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useApp } from './app.ts';
import { useDrupalOrg } from './drupal-org.ts';
import { makeSite } from './factories.ts';
import { useFetching } from './fetching.ts';

const test = useApp({ start: new Date().toISOString() });
const drupalOrg = useDrupalOrg();
const { start, attempts } = useFetching(test, drupalOrg);
// Without openssl there is nobody to make a certificate.
const canCertify = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'patchlight-tls-'));
let asked = 0;
let server: ReturnType<typeof createServer>;

beforeAll(async () => {
  if (!canCertify) return;
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=updates.example';
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(!canCertify)('S-10 a host whose certificate nobody vouches for is told nothing', async () => {
  const { port } = server.address() as AddressInfo;
  const site = await makeSite(test.ctx, test.cast.home);
  start({ addresses: { ...drupalOrg.addresses, release_history: `https://127.0.0.1:${port}/release-history` } });
  test.pass(60_000);
  await test.request(test.as(site.key), 'POST', '/api/v1/reports', {
    extensions: [{ name: 'token', version: '1.0.0' }],
  });
  const [attempt] = await attempts('release-history:token', 1);
  expect(attempt).toMatchObject({ outcome: 'failed', detail: expect.stringMatching(/certificate/) });
  expect(asked).toBe(0);
});
