import { copyFile, open, stat, truncate } from 'node:fs/promises';

const LARGEST_BYTES = 10 * 1024 * 1024;
const CHECK_MILLISECONDS = 60_000;
const LAST_LINES = 20;
const MISSING_LIBRARY = /error while loading shared libraries|version `GLIBC|Library not loaded/;

/**
 * Keeps the server's log within twice 10 MB: past that it is copied to `.1` and emptied. The server has the file open for
 * appending, so it goes on at the new end; a pipe to us instead would break when this process is killed.
 */
export function boundLog(path: string, largestBytes: number = LARGEST_BYTES): { stop(): void } {
  const timer = setInterval(() => void rotate(path, largestBytes).catch(() => {}), CHECK_MILLISECONDS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

export async function rotate(path: string, largestBytes: number = LARGEST_BYTES): Promise<void> {
  const size = await sizeOf(path);
  if (size <= largestBytes) return;
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
}

export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size;
}

/** What was written since the offset. */
export async function readSince(path: string, sinceBytes: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    return (await file.readFile()).subarray(sinceBytes).toString('utf8').trim();
  } finally {
    await file.close();
  }
}

export function isLibraryMissing(output: string): boolean {
  return MISSING_LIBRARY.test(output);
}

/** A sentence with what to do, for the failures that a person can repair; then what PostgreSQL said. */
export function failureOf(what: string, output: string, dataDir: string): Error {
  const hints: [RegExp, string][] = [
    [
      /No space left on device|Check free disk space/,
      `The disk that holds ${dataDir} is full. Free some space and start again.`,
    ],
    [
      MISSING_LIBRARY,
      'A shared library that it needs is missing on this system. Install it, or set DATABASE_URL to a PostgreSQL 14 or newer.',
    ],
    [
      /database files are incompatible/,
      `The data in ${dataDir} was made by another major version. Start the version of Patchlight that made it, take a backup there and restore it here.`,
    ],
    [
      /Permission denied|wrong ownership|Read-only file system/,
      `${dataDir} and everything in it must belong to the user that runs Patchlight, and be writable.`,
    ],
    [/could not (create|map|resize) .*shared memory/, 'There is too little shared memory for it on this system.'],
  ];
  const hint = hints.find(([pattern]) => pattern.test(output))?.[1];
  const lines = output.trim().split('\n').slice(-LAST_LINES).join('\n');
  const said = lines === '' ? '' : `\nPostgreSQL said:\n${lines}`;
  return new Error(`${what}.${hint ? ` ${hint}` : ''}${said}`);
}
