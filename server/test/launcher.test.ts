import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const workspaces = ['drupal', 'contract', 'server', 'web', 'cli', 'bench'];
const program = (name: string) => `export async function main(argv: string[]): Promise<number> {
  console.log('${name}', ...argv);
  return argv.includes('fail') ? 7 : 0;
}\n`;

let clones: string;
beforeAll(async () => {
  clones = await mkdtemp(join(tmpdir(), 'patchlight-clone-'));
});
afterAll(() => rm(clones, { recursive: true, force: true }));

/** A clone with all that the launcher looks at, and programs of a few lines. */
async function makeClone(name: string): Promise<string> {
  const clone = join(clones, name);
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json', '.npmrc'];
  const parts = workspaces.flatMap((workspace) => [`${workspace}/package.json`, `${workspace}/tsconfig.json`]);
  for (const path of ['bin', 'scripts', ...files, ...parts]) {
    await cp(join(repository, path), join(clone, path), { recursive: true });
  }
  for (const workspace of workspaces) {
    const name = { server: 'main.ts', cli: 'main.ts' }[workspace] ?? 'empty.ts';
    await mkdir(join(clone, workspace, 'src'), { recursive: true });
    await writeFile(join(clone, workspace, 'src', name), name === 'main.ts' ? program(workspace) : 'export {};\n');
  }
  return clone;
}

/** The launcher takes the npm that started it: here one that links the installed packages after a while. */
async function makeNpm(milliseconds: number): Promise<NodeJS.ProcessEnv> {
  const path = join(await mkdtemp(join(clones, 'npm-')), 'npm-cli.js');
  await writeFile(
    path,
    `const { appendFileSync, mkdirSync, readdirSync, symlinkSync } = require('node:fs');
    appendFileSync(__dirname + '/started', process.pid + '\\n');
    setTimeout(() => {
      mkdirSync('node_modules', { recursive: true });
      for (const name of readdirSync('${repository}/node_modules'))
        if (name !== '.patchlight-lock') symlinkSync('${repository}/node_modules/' + name, 'node_modules/' + name);
    }, ${milliseconds});`,
  );
  return { npm_execpath: path };
}

const startsOf = async (npm: NodeJS.ProcessEnv) =>
  (await readFile(join(dirname(npm.npm_execpath ?? ''), 'started'), 'utf8').catch(() => '')).trim().split('\n');

interface Launch {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function launch(clone: string, args: string[], env: NodeJS.ProcessEnv = {}): Launch {
  const child = spawn(join(clone, 'bin/patchlight'), args, {
    cwd: tmpdir(),
    env: { ...process.env, FEEDS: 'off', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return { child, ended: new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr }))) };
}

describe('on a bare clone', () => {
  it('installs with install scripts blocked, builds, runs the command; a second launcher waits for the first', async () => {
    const clone = await makeClone('bare');
    const env = { npm_config_ignore_scripts: 'true', NODE_ENV: 'production', npm_execpath: '' };
    const both = await Promise.all(['one', 'two'].map((word) => launch(clone, ['verdict', word], env).ended));
    expect(both).toMatchObject([
      { code: 0, stdout: 'cli verdict one\n' },
      { code: 0, stdout: 'cli verdict two\n' },
    ]);
    const said = both.map(({ stderr }) => stderr).join('');
    expect(said.match(/Installing packages/g)).toHaveLength(1);
    expect(said.match(/Compiling/g)).toHaveLength(1);
    expect(said).toMatch(/Waiting for process \d+/);
    expect(await readdir(join(clone, '.cache'))).toEqual([]);
  }, 120_000);

  it('ends what it has started when it is interrupted, and leaves no lock', async () => {
    const clone = await makeClone('interrupted');
    const npm = await makeNpm(60_000);
    const { child, ended } = launch(clone, ['verdict'], npm);
    while ((await startsOf(npm))[0] === '') await sleep(10);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
    for (const pid of await startsOf(npm)) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect(await readdir(join(clone, '.cache'))).toEqual([]);
  });

  it('waits for the npm that a killed launcher left, and takes over', async () => {
    const clone = await makeClone('killed');
    const npm = await makeNpm(1_500);
    const { child, ended } = launch(clone, ['verdict'], npm);
    while ((await startsOf(npm))[0] === '') await sleep(10);
    await sleep(600); // the lock names npm with the next heartbeat
    child.kill('SIGKILL');
    await ended;
    const next = await launch(clone, ['verdict'], npm).ended;
    expect(next).toMatchObject({ code: 0, stdout: 'cli verdict\n' });
    expect(next.stderr).toMatch(/Waiting for process/);
    expect(await startsOf(npm)).toHaveLength(1);
  });
});

describe('on a built clone', () => {
  let clone: string;
  beforeAll(async () => {
    clone = await makeClone('built');
    expect(await launch(clone, ['status'], await makeNpm(0)).ended).toMatchObject({ code: 0 });
  });

  it.each([
    [['serve', '--api-only'], { code: 0, stdout: 'server serve --api-only\n', stderr: '' }],
    [['doctor', 'fail'], { code: 7, stdout: 'server doctor fail\n', stderr: '' }],
    [['report', 'fail'], { code: 7, stdout: 'cli report fail\n', stderr: '' }],
    [[], { code: 0, stdout: 'cli\n', stderr: '' }],
  ])('%j runs at once in its program', async (args, result) => {
    expect(await launch(clone, args).ended).toEqual(result);
  });

  it('builds what has changed, not what only has another time', async () => {
    const main = join(clone, 'server/src/main.ts');
    await utimes(main, new Date(), new Date());
    expect(await launch(clone, ['serve']).ended).toMatchObject({ stderr: '' });
    await writeFile(main, program('changed'));
    const changed = await launch(clone, ['serve']).ended;
    expect(changed).toMatchObject({ code: 0, stdout: 'changed serve\n' });
    expect(changed.stderr).toMatch(/^Compiling/);
  });

  it('copies migrations and removes those that have vanished', async () => {
    const folder = join(clone, 'server/src/db/migrations');
    await mkdir(folder, { recursive: true });
    for (const [old, fresh] of [
      ['0000_none.sql', '0001_one.sql'],
      ['0001_one.sql', '0002_two.sql'],
    ] as const) {
      await rm(join(folder, old), { force: true });
      await writeFile(join(folder, fresh), 'SELECT 1;\n');
      await launch(clone, ['migrate']).ended;
      expect(await readdir(join(clone, 'server/dist/db/migrations'))).toEqual([fresh]);
    }
  });

  it('runs nothing when the build fails, and says why', async () => {
    const broken = await makeClone('broken');
    await writeFile(join(broken, 'cli/src/main.ts'), 'export const main: string = 7;\n');
    const result = await launch(broken, ['status'], await makeNpm(0)).ended;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/error TS2322/);
  });

  it('runs an installed copy without sources as it is', async () => {
    const copy = join(clones, 'installed');
    for (const path of ['bin', 'package.json', 'server/dist', 'server/package.json']) {
      await cp(join(clone, path), join(copy, path), { recursive: true });
    }
    await symlink(join(clone, 'node_modules'), join(copy, 'node_modules'));
    expect(await launch(copy, ['migrate']).ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('names the Node that it needs on an older one', async () => {
    const copy = join(clones, 'newer');
    await cp(join(clone, 'bin'), join(copy, 'bin'), { recursive: true });
    await writeFile(join(copy, 'package.json'), '{ "type": "module", "engines": { "node": ">=99.1" } }');
    const result = await launch(copy, ['serve']).ended;
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/needs Node 99.1 or newer; this is Node/) });
  });
});

it('names in docs: finds paths and links that lead nowhere, and only those', async () => {
  const folder = join(clones, 'docs');
  await cp(join(repository, 'scripts/check-docs.mjs'), join(folder, 'scripts/check-docs.mjs'));
  await mkdir(join(folder, 'docs'));
  await mkdir(join(folder, 'drupal/src'), { recursive: true });
  const text = `\`scripts/check-docs.mjs\` \`scripts/*.mjs\` \`drupal/core\` \`text/html\` \`composer.lock\` [a](docs/page.md#b)
  [c](https://example.org/x) \`drupal/src/gone.ts\` \`gone.sql\` [d](docs/none.md)\n\`\`\`\n\`scripts/none.mjs\`\n\`\`\`\n`;
  await writeFile(join(folder, 'README.md'), text);
  await writeFile(join(folder, 'docs/page.md'), '[up](../README.md) `../scripts/` `./none.md`\n');
  const child = spawn(process.execPath, [join(folder, 'scripts/check-docs.mjs')]);
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  expect(await new Promise((done) => child.once('close', done))).toBe(1);
  expect(output.trim().split('\n')).toEqual([
    'README.md: drupal/src/gone.ts does not exist',
    'README.md: gone.sql does not exist',
    'README.md: docs/none.md does not exist',
    'docs/page.md: ./none.md does not exist',
  ]);
});
