// What of a clone is older than its sources. Asked at every start, so it only stats files while nothing has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const installStamp = 'node_modules/.patchlight-lock';
const buildStamp = 'server/dist/.patchlight-build.json';

/**
 * True when the installed packages are not those of the lock file. Contents count, not times: a checkout changes times.
 * @param {string} root
 */
export function isInstallStale(root) {
  if (readOr(join(root, installStamp), '') === hash(readFileSync(join(root, 'package-lock.json')))) return false;
  // Somebody may have run npm themselves: what npm noted then is compared with the lock file.
  if (!isInstalledByHand(root)) return true;
  stampInstall(root);
  return false;
}

/** @param {string} root */
export function stampInstall(root) {
  tryWrite(join(root, installStamp), hash(readFileSync(join(root, 'package-lock.json'))));
}

/**
 * True when a source has changed since the last build, or a part of the build is missing.
 * @param {string} root
 */
export function isBuildStale(root) {
  const stamp = JSON.parse(readOr(join(root, buildStamp), '{}'));
  if (!stamp.times || outputsOf(root).some((path) => !existsSync(join(root, path)))) return true;
  const files = sourcesOf(root);
  if (stamp.times === timesOf(root, files)) return false;
  if (stamp.contents !== contentsOf(root, files)) return true;
  stampBuild(root);
  return false;
}

/**
 * Notes what was built. `files` and `times` are taken before the build: a change during it then counts as a change.
 * @param {string} root
 */
export function stampBuild(root, state = buildState(root)) {
  tryWrite(join(root, buildStamp), JSON.stringify(state));
}

/** @param {string} root */
export function buildState(root) {
  const files = sourcesOf(root);
  return { times: timesOf(root, files), contents: contentsOf(root, files) };
}

/** @param {string} root @returns {string[]} */
function workspacesOf(root) {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return workspaces.filter((workspace) => existsSync(join(root, workspace, 'src')));
}

/** @param {string} root */
function outputsOf(root) {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const outputs = references.map(({ path }) => `${path}/dist/.tsbuildinfo`);
  if (existsSync(join(root, 'server/src/main.ts'))) outputs.push('server/dist/bundle.js');
  if (existsSync(join(root, 'cli/src/main.ts'))) outputs.push('cli/dist/patchlight.js');
  if (existsSync(join(root, 'web/src/main.tsx'))) outputs.push('web/dist/app/index.html');
  return outputs;
}

/** @param {string} root */
function sourcesOf(root) {
  const files = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'scripts/build.mjs'];
  for (const workspace of workspacesOf(root)) {
    files.push(`${workspace}/package.json`, `${workspace}/tsconfig.json`);
    for (const entry of readdirSync(join(root, workspace, 'src'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || /\.test\.tsx?$/.test(entry.name)) continue;
      files.push(join(entry.parentPath, entry.name).slice(root.length + 1));
    }
  }
  const web = [
    'index.html',
    'vite.config.ts',
    'public/theme.js',
    'public/icon.svg',
    'build/subset-fonts.ts',
    'build/compressed-copies.ts',
  ];
  return [...files, ...web.map((file) => `web/${file}`)].sort();
}

/** @param {string} root @param {string[]} files */
function timesOf(root, files) {
  const lines = files.map((file) => {
    const found = statSync(join(root, file), { throwIfNoEntry: false });
    return `${file} ${found?.size} ${found?.mtimeMs}`;
  });
  return hash(lines.join('\n'));
}

/** @param {string} root @param {string[]} files */
function contentsOf(root, files) {
  return hash(files.map((file) => `${file} ${hash(readOr(join(root, file), ''))}`).join('\n'));
}

// Packages for other platforms are in the lock file only.
/** @param {string} root */
function isInstalledByHand(root) {
  const installed = JSON.parse(readOr(join(root, 'node_modules/.package-lock.json'), '{}')).packages;
  if (!installed) return false;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, { version, integrity, optional }]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

/** @param {string | Buffer} content */
function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** @param {string} path @param {string} otherwise */
function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

// A clone that belongs to somebody else is used as it is; the check is then only slower.
/** @param {string} path @param {string} content */
function tryWrite(path, content) {
  try {
    writeFileSync(path, content);
  } catch {}
}
