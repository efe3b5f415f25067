import { readFile, realpath, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { commandOf, isRunning } from './process-table.ts';

/** What a running server writes into `postmaster.pid` of its data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  socketDir: string;
  status: string;
}

export async function readPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status: lines[7] ?? '' };
}

/** The living server of exactly this data folder; a reused pid does not count. */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const found = await readPostmaster(clusterDir);
  if (!found || !(await isRunning(found.pid))) return undefined;
  return (await isServerOf(found.pid, clusterDir)) ? found : undefined;
}

async function isServerOf(pid: number, clusterDir: string): Promise<boolean> {
  const command = await commandOf(pid);
  const real = await realpath(clusterDir).catch(() => clusterDir);
  const folder = command[command.indexOf('-D') + 1] ?? '';
  if (command.length > 1) {
    // Right after the start the command is still that of unshare, with the same arguments.
    const isServer = command.some((argument) => basename(argument) === 'postgres');
    return isServer && (await realpath(folder).catch(() => folder)) === real;
  }
  // macOS gives the whole line as one string.
  return command.some((line) => line.includes('postgres') && (line.includes(clusterDir) || line.includes(real)));
}

/**
 * PostgreSQL refuses to start when the pid in a left-over `postmaster.pid` belongs to any process of the same user, as
 * after a restart of a container, or to a zombie. It ignores the pid of its own parent, so ours is put in its place:
 * unlike removing the file, this keeps PostgreSQL's own check that no backend still has the old shared memory.
 * Only for a folder on which `findPostmaster` found nothing.
 */
export async function disarmLeftOverPid(clusterDir: string): Promise<void> {
  const path = join(clusterDir, 'postmaster.pid');
  if (!(await readPostmaster(clusterDir))) return;
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^\s*\d+/, String(process.pid)));
}

/** Opens a session as a client does; true when the server lets it in. */
export function acceptsConnections(
  server: { socketDir: string; port: number },
  user: string,
  database: string,
): Promise<boolean> {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const packet = Buffer.alloc(8 + parameters.length);
  packet.writeInt32BE(packet.length, 0);
  packet.writeInt32BE(0x00030000, 4); // protocol 3.0
  parameters.copy(packet, 8);
  return new Promise((done) => {
    const socket = connect(join(server.socketDir, `.s.PGSQL.${server.port}`));
    const finish = (answer: boolean) => {
      done(answer);
      socket.end(Buffer.from([0x58, 0, 0, 0, 4])); // Terminate
      socket.unref();
    };
    socket.setTimeout(5_000, () => {
      done(false);
      socket.destroy();
    });
    socket.once('connect', () => socket.write(packet));
    // The first byte of an accepted session is R, of an error E.
    socket.once('data', (answer) => finish(answer[0] === 0x52));
    socket.on('error', () => done(false));
  });
}
