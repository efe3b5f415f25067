import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProgram } from './server-process.ts';

const secret = 'a secret of thirty-two bytes or more, for tests';
let program: ServerProgram;
beforeAll(async () => {
  program = await ServerProgram.build({});
});
afterAll(() => program?.remove());

/** How the start ends, and what it says. */
async function refusal(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    await program.start(env);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It started.');
}

const url = 'postgresql://patchlight:hunter2@localhost/patchlight';
it.each<[string, NodeJS.ProcessEnv, RegExp, string]>([
  ['J-05: a secret of less than 32 bytes', { SECRET_KEY: 'hunter2hunter2' }, /SECRET_KEY/, 'hunter2'],
  ['J-05: the secret of a sample', { SECRET_KEY: 'changeme' }, /SECRET_KEY/, 'changeme'],
  ['J-05: a secret of one character', { SECRET_KEY: 'z'.repeat(40) }, /SECRET_KEY/, 'zzzz'],
  ['G-06: a database without a secret', { DATABASE_URL: url }, /SECRET_KEY is required/, 'hunter2'],
  ['G-06: links without TLS', { PUBLIC_URL: 'http://patchlight.example', SECRET_KEY: secret }, /PUBLIC_URL/, secret],
  [
    'G-06: no limits for the whole world',
    { HOST: '0.0.0.0', RATE_LIMITS: 'off', SECRET_KEY: secret },
    /RATE_LIMITS/,
    secret,
  ],
])('%s does not start, says why, and does not repeat the secret', async (_name, env, reason, unsaid) => {
  const text = await refusal(env);
  expect(text).toMatch(/^The server ended \([1-9]\d*\)/);
  expect(text).toMatch(reason);
  expect(text).not.toContain(unsaid);
  expect(text).not.toMatch(/ at .*\.[mt]s:/);
});
