import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProgram } from './server-process.ts';

let program: ServerProgram;
beforeAll(async () => {
  program = await ServerProgram.build({});
});
afterAll(() => program?.remove());

it('a server tells its metrics on a port of their own, and not on the one that everybody reaches', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const METRICS_PORT = String(port);
  await expect(program.start({ METRICS_PORT })).rejects.toThrow(/ended \(5\): The metrics cannot be told/);
  await new Promise((done) => holder.close(done));
  const address = await program.start({ METRICS_PORT });
  expect((await fetch(`${address}/metrics`)).status).toBe(404);
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toContain('http_request_duration_seconds_count{method="none",route="none",status="404"} 1\n');
  expect(text).toMatch(/^patchlight_check_status\{check="database"\} 0$/m);
  expect(text).toMatch(/^patchlight_inbox_waiting 0$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(await program.end('SIGTERM')).toBe(0);
});
