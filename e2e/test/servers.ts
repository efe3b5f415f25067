import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Signs the tokens of every server here, so that a journey can make the link of a mail. */
export const secretKey = 'a secret of the journeys and of nothing else';

export interface RunningServer {
  readonly url: string;
  /** What it printed until it was ready. */
  readonly output: string;
  stop(): Promise<void>;
}

/** The program as people start it, with a data folder of its own; `args` are those of `serve`, such as `--demo`. */
export async function startServer(...args: readonly string[]): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'patchlight-e2e-'));
  const port = await freePort();
  const child = spawn(join(root, 'bin/patchlight'), ['serve', ...args], {
    cwd: root,
    env: {
      ...process.env,
      DATA_DIR: join(folder, 'data'),
      PORT: String(port),
      METRICS_PORT: 'off',
      FEEDS: 'off',
      LOG_FORMAT: 'json',
      SECRET_KEY: secretKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = await untilReady(child);
  return {
    url: `http://localhost:${port}`,
    output,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      // What it prints besides, such as the link to set it up, follows at once.
      if (/is ready at http/.test(output)) setTimeout(() => resolve(output), 500);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}
