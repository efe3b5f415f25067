import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningPids } from './run-step.mjs';

const HEARTBEAT_MILLISECONDS = 250;
const SILENT_MILLISECONDS = 20_000;

/**
 * Lets one process at a time install and build in this clone. The file names its holder and what that has started;
 * the holder touches it four times a second. It is taken over when all of them are gone, or when it was not touched for long,
 * as after a reboot that gave the pids to others.
 * @param {string} root
 * @param {(holder: number) => void} onWait
 * @returns {Promise<() => void>} gives the lock back
 */
export async function lockClone(root, onWait) {
  // Not in node_modules, which npm empties.
  const path = join(root, '.cache/prepare.lock');
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !take(path); waited = true) {
    if (!waited) onWait(read(path).pid);
    await sleep(200);
  }
  const timer = setInterval(() => write(path), HEARTBEAT_MILLISECONDS);
  timer.unref();
  return () => {
    clearInterval(timer);
    rmSync(path, { force: true });
  };
}

/** @param {string} path */
function take(path) {
  if (create(path)) return true;
  if (!isAbandoned(path)) return false;
  // Only one may replace an abandoned lock, or the second would replace the first one's new lock.
  const replacing = `${path}.replacing`;
  if (!create(replacing)) {
    if (ageOf(replacing) > SILENT_MILLISECONDS) rmSync(replacing, { force: true });
    return false;
  }
  try {
    if (!isAbandoned(path)) return false;
    write(path);
    return true;
  } finally {
    rmSync(replacing, { force: true });
  }
}

/** @param {string} path */
function create(path) {
  try {
    closeSync(openSync(path, 'wx'));
    write(path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function isAbandoned(path) {
  if (ageOf(path) > SILENT_MILLISECONDS) return true;
  const { host, pid, children } = read(path);
  return host === hostname() && ![pid, ...children].some(isAlive);
}

/** @param {string} path */
function write(path) {
  writeFileSync(
    `${path}.${process.pid}`,
    JSON.stringify({ host: hostname(), pid: process.pid, children: runningPids() }),
  );
  renameSync(`${path}.${process.pid}`, path);
  utimesSync(path, new Date(), new Date());
}

/** @param {string} path @returns {{ host: string, pid: number, children: number[] }} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Just made and not yet written, or just given back.
    return { host: '', pid: 0, children: [] };
  }
}

/** @param {string} path */
function ageOf(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? Date.now() - found.mtimeMs : 0;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
