import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A socket's path has 107 bytes on Linux and 103 on macOS; `/.s.PGSQL.5432` takes 14.
const LONGEST_FOLDER_BYTES = 103 - 14;

/**
 * The private folder of the server's socket: `socket` in the data folder, or, where that path is too long for a socket,
 * a folder in the system's temporary folder named after a hash of the data folder.
 */
export async function prepareSocketFolder(
  dataDir: string,
  owner: { uid: number; gid: number } | undefined,
): Promise<string> {
  const own = join(dataDir, 'socket');
  const isShort = Buffer.byteLength(own) <= LONGEST_FOLDER_BYTES;
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const folder = isShort ? own : join(tmpdir(), `patchlight-${hash}`);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // Anybody may make folders in the temporary folder: one that is not ours is not trusted.
  const found = await lstat(folder);
  const me = process.getuid?.();
  const isOurs = isShort || me === undefined || found.uid === me || (me === 0 && found.uid === owner?.uid);
  if (!found.isDirectory() || !isOurs) {
    throw new Error(`${folder} belongs to somebody else. Remove it, or set DATA_DIR to a shorter path.`);
  }
  if (me === 0) await chown(folder, owner?.uid ?? 0, owner?.gid ?? 0);
  await chmod(folder, 0o700);
  // A dead server's socket lock stops the next one when its pid is in use again. No server is alive here by now.
  for (const name of await readdir(folder)) {
    if (name.startsWith('.s.PGSQL.')) await rm(join(folder, name), { force: true });
  }
  return folder;
}
