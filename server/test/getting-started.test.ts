import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkOf } from '@patchlight/contract/check';
import type { EndpointShape } from '@patchlight/contract/endpoint';
import { envelopeOf } from '@patchlight/contract/envelope';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endpointOf } from './app.ts';
import { ServerProgram } from './server-process.ts';

// The page is read by people and run by this: its commands, in order, in one shell, against a server that knows nothing.
const page = readFileSync(new URL('../../docs/getting-started.md', import.meta.url), 'utf8');
const steps = [...page.matchAll(/^```sh\n([\s\S]*?)^```$(?:\n+```(json|text)\n([\s\S]*?)^```$)?/gm)].map(
  ([, command = '', language, shown = ''], index) => ({ index, command, language, shown }),
);
const published = 'http://localhost:8080';
const separator = '\x1e';

/** Sections 1 to 8 of the specification. */
const promised = [
  ...['createUser', 'getUser', 'updateUser', 'deleteUser', 'login', 'logout'],
  ...['createOrganization', 'listOrganizations', 'getOrganization', 'updateOrganization', 'deleteOrganization'],
  ...['createSite', 'listSites', 'getSite', 'updateSite', 'deleteSite'],
  ...['sendSiteReport', 'listSiteModules', 'listModuleVersions', 'recordPatchRun', 'listPatchRuns'],
  ...['listAuditLogs', 'reportModuleUpdates', 'reportPatchRun'],
];

let program: ServerProgram;
let printed: string[];
beforeAll(async () => {
  program = await ServerProgram.build({ FEEDS: 'off' });
  const address = (await program.start()).replace('127.0.0.1', 'localhost');
  const output = await run(steps.map(({ command }) => command.replaceAll(published, address)));
  printed = output.replaceAll(address, published).split(separator);
});
afterAll(() => program.remove());

/** Runs commands as a newcomer does, in a folder that looks like the project's. */
async function run(commands: readonly string[]): Promise<string> {
  const folder = join(program.folder, 'project');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await symlink(program.dataDir, join(folder, '.patchlight'));
  const start = `exec '${process.execPath}' '${program.program}' "$@"`;
  await writeFile(join(folder, 'bin/patchlight'), `#!/bin/sh\n${start}\n`, { mode: 0o755 });
  const env = { PATH: process.env.PATH, DATA_DIR: program.dataDir, LOG_LEVEL: 'warn' };
  const script = commands.join(`printf '\\036'\n`);
  return (await promisify(execFile)('bash', ['-euc', script], { cwd: folder, env })).stdout;
}

/** A text without what differs from one run to the next. */
function steady(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/pl_site_\w+/g, 'KEY')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TOKEN');
}

/** The endpoint that a command called. */
function endpointIn(command: string, answer: { links: { self: string } }): EndpointShape {
  const method = /-X (\w+)/.exec(command)?.[1] ?? (/ -d /.test(command) ? 'POST' : 'GET');
  const endpoint = endpointOf(method, answer.links.self.replace(published, ''));
  if (endpoint === undefined) throw new Error(`${method} ${answer.links.self} is no endpoint of the contract.`);
  return endpoint;
}

it('has commands, each with one output', () => {
  expect(steps.length).toBeGreaterThan(promised.length);
  expect(printed).toHaveLength(steps.length);
  // A block that this test does not know would be read and never run.
  expect(page.match(/^```\w+$/gm)).toHaveLength(steps.length + steps.filter(({ language }) => language).length);
});

it.each(steps)('step $index prints what the page shows', ({ index, language, shown }) => {
  const output = printed[index] ?? '';
  if (language !== 'json') return expect(steady(output).trim()).toBe(steady(shown).trim());
  expect(JSON.parse(steady(output))).toMatchObject(JSON.parse(steady(shown)));
});

const requests = steps.filter(({ language }) => language === 'json');

it.each(requests)('step $index answers in the envelope, as the contract says', ({ index, command, shown }) => {
  const answer = JSON.parse(printed[index] ?? '');
  expect(Object.keys(JSON.parse(shown))).toEqual(['data', 'meta', 'links']);
  expect(checkOf(envelopeOf(endpointIn(command, answer).response))(answer)).toEqual([]);
});

it('calls every endpoint of the specification', () => {
  const called = requests.map(({ index, command }) => endpointIn(command, JSON.parse(printed[index] ?? '')).name);
  expect(promised.filter((name) => !called.includes(name))).toEqual([]);
});
