import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import serverPackage from '../package.json' with { type: 'json' };

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The server as a program of its own, which may be killed: built into a folder with its data. */
export class ServerProgram {
  readonly dataDir: string;
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly folder: string,
    /** The file to run with Node. */
    readonly program: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly args: readonly string[] = ['serve'],
  ) {
    this.dataDir = join(folder, 'data');
  }

  static async build(env: NodeJS.ProcessEnv): Promise<ServerProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'patchlight-server-'));
    // Where packages are found without a link to them: of what is reached by two paths there would be two.
    const program = join(repository, 'node_modules/.cache', basename(folder));
    await build({
      stdin: {
        contents: "import { main } from './main.ts'; process.exitCode = await main(process.argv.slice(2));",
        resolveDir: join(repository, 'server/src'),
        loader: 'ts',
      },
      outfile: join(program, 'server.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['source'],
      // What is ours is bundled from its sources; what is not is found where it is installed.
      external: Object.keys(serverPackage.dependencies).filter((name) => !name.startsWith('@patchlight/')),
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
    await cp(join(repository, 'server/src/db/migrations'), join(program, 'db/migrations'), { recursive: true });
    return new ServerProgram(folder, join(program, 'server.mjs'), env);
  }

  /** The same program once more, as a process beside this one. */
  beside(args: readonly string[], env: NodeJS.ProcessEnv = {}): ServerProgram {
    return new ServerProgram(this.folder, this.program, { ...this.env, ...env }, args);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Everything it has said since it was started. */
  get said(): string {
    return this.output;
  }

  /** Starts it and gives its address once it says that it is ready; a worker has none. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = this.spawn(env);
    return new Promise((resolve, reject) => {
      const read = () => {
        const port = /ready at http:\/\/localhost:(\d+)/.exec(this.output)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
        if (this.output.includes('The worker is ready')) resolve('');
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('close', (code, signal) => reject(new Error(`The server ended (${code ?? signal}): ${this.output}`)));
    });
  }

  /** Runs a command that ends by itself, and gives its exit code. */
  async run(env: NodeJS.ProcessEnv = {}): Promise<number | null> {
    this.spawn(env);
    return this.ended();
  }

  private spawn(env: NodeJS.ProcessEnv): ChildProcess {
    this.output = '';
    const child = spawn(process.execPath, [this.program, ...this.args], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PORT: '0',
        LOG_LEVEL: 'warn',
        FEEDS: 'off',
        METRICS_PORT: 'off',
        DATA_DIR: this.dataDir,
        ...this.env,
        ...env,
      },
    });
    const read = (chunk: Buffer) => {
      this.output += String(chunk);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    this.child = child;
    return child;
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = this.ended();
    this.signal(signal);
    return ended;
  }

  /** Its exit code, once it has ended. */
  async ended(): Promise<number | null> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    return new Promise((resolve) => child.once('close', resolve));
  }

  /** Stops it, and the PostgreSQL that outlives a kill, by starting it once more if need be. */
  async remove(): Promise<void> {
    if (this.child?.signalCode === 'SIGKILL') await this.start();
    await this.end('SIGTERM');
    await Promise.all(
      [this.folder, dirname(this.program)].map((folder) => rm(folder, { recursive: true, force: true })),
    );
  }
}
