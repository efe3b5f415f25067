// Compiles all workspaces, copies the migrations beside the compiled server, bundles server and client, and builds the
// web application: a program of a few files starts in a third of the time that one of 1,600 modules takes.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interruptible, run } from './run-step.mjs';
import { buildState, stampBuild } from './stale.mjs';

/** @type {[string, (root: string) => Promise<string | undefined>][]} a step returns what went wrong */
const steps = [
  ['Compiling', compile],
  ['Copying migrations', copyMigrations],
  ['Bundling the server', bundleServer],
  ['Bundling the client', bundleClient],
  ['Building the web application', buildWeb],
];

/**
 * @param {string} root
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function build(root) {
  const state = buildState(root);
  for (const [name, step] of steps) {
    const started = Date.now();
    process.stderr.write(`${name} …`);
    const failure = await step(root);
    process.stderr.write(
      ` ${failure === undefined ? '' : 'failed after '}${((Date.now() - started) / 1000).toFixed(1)} s\n`,
    );
    if (failure === undefined) continue;
    process.stderr.write(`${failure}\n`);
    return false;
  }
  stampBuild(root, state);
  return true;
}

/** @param {string} root */
async function compile(root) {
  const { code, output } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], {
    cwd: root,
  });
  return code === 0 ? undefined : output;
}

/** @param {string} root */
async function copyMigrations(root) {
  const from = join(root, 'server/src/db/migrations');
  const to = join(root, 'server/dist/db/migrations');
  if (!existsSync(from)) return undefined;
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from).filter((name) => name.endsWith('.sql'));
  // A migration that has vanished would still be found and run.
  for (const name of readdirSync(to)) if (name.endsWith('.sql') && !names.includes(name)) rmSync(join(to, name));
  for (const name of names) cpSync(join(from, name), join(to, name));
  return undefined;
}

// These start threads, or look for files of their own.
const leftAsPackages = ['@node-rs/bcrypt', 'graphile-worker', 'pino', 'pino-pretty'];

// It stands where the compiled program does; what is loaded later is a file of its own.
/** @param {string} root */
async function bundleServer(root) {
  const folder = join(root, 'server/dist');
  for (const name of readdirSync(folder)) if (/^bundle(-\w+)?\.js(\.map)?$/.test(name)) rmSync(join(folder, name));
  return bundle(root, 'server/src/main.ts', {
    outdir: folder,
    entryNames: 'bundle',
    chunkNames: 'bundle-[hash]',
    splitting: true,
    external: leftAsPackages,
    // React carries a build for development, which is several times slower.
    define: { 'process.env.NODE_ENV': '"production"' },
  });
}

/** @param {string} root */
async function bundleClient(root) {
  return bundle(root, 'cli/src/main.ts', { outfile: join(root, 'cli/dist/patchlight.js') });
}

/** @param {string} root */
async function buildWeb(root) {
  if (!existsSync(join(root, 'web/src/main.tsx'))) return undefined;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  // Whoever starts a server from a test would otherwise build what is meant for tests, half as large again.
  const env = { ...process.env, NODE_ENV: 'production' };
  const args = [vite, 'build', 'web', '--logLevel', 'warn'];
  const { code, output } = await run(process.execPath, args, { cwd: root, env });
  return code === 0 ? undefined : output;
}

/**
 * @param {string} root
 * @param {string} entry
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle(root, entry, options) {
  if (!existsSync(join(root, entry))) return undefined;
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      conditions: ['source'],
      sourcemap: true,
      legalComments: 'none',
      logLevel: 'silent',
      // Bundled CommonJS packages call require, which modules do not have.
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
      },
      ...options,
    });
    return undefined;
  } catch (error) {
    const lines = await esbuild.formatMessages(error.errors ?? [], { kind: 'error' });
    return lines.join('\n') || String(error);
  } finally {
    await esbuild.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  process.exitCode = (await interruptible(() => build(root))) ? 0 : 1;
}
