import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProgram } from './server-process.ts';

interface Readiness {
  readonly checks: { readonly worker: { readonly status: string } };
}

let program: ServerProgram;
beforeAll(async () => {
  program = await ServerProgram.build({});
}, 60_000);
afterAll(() => program?.remove(), 60_000);

it('a server that loses its embedded PostgreSQL ends, and the next start has everything', async () => {
  const address = await program.start();
  const worker = async () => ((await (await fetch(`${address}/readyz`)).json()) as Readiness).checks.worker.status;
  await expect.poll(worker, { timeout: 10_000 }).toBe('ok');
  const postmaster = Number(readFileSync(join(program.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(postmaster, 'SIGKILL');
  expect(await program.ended()).toBe(1);
  await expect(fetch(`${address}/livez`)).rejects.toThrow();
  const again = await program.start();
  expect(await (await fetch(`${again}/readyz`)).json()).toMatchObject({ checks: { database: { status: 'ok' } } });
}, 60_000);
