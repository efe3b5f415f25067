import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentOf } from '../server.ts';
import { embeddedPostgres, type PostgresProcess, standalonePostgres } from './database.ts';
import { setupToken } from './people.ts';
import { type Program, runProgram, startProgram } from './program.ts';
import { type Link, openLink } from './proxy.ts';
import { type RedisProcess, startRedis } from './redis.ts';

export const modes = ['embedded', 'redis'] as const;
export type Mode = (typeof modes)[number];

/** Everything that a run consists of, each part of it in reach of faults. */
export interface Stage {
  readonly mode: Mode;
  /** Those that take reports, each behind a link of its own. */
  readonly servers: readonly { readonly program: Program; readonly link: Link }[];
  readonly workers: readonly Program[];
  readonly postgres: PostgresProcess;
  readonly redis: RedisProcess | undefined;
  /** Between the programs and what they use; none where that is a part of the program. */
  readonly links: { readonly postgres?: Link; readonly redis?: Link };
  /** Waits until all processes are up. */
  up(): Promise<void>;
  /** Ends every fault that is still in the way first. */
  heal(): Promise<void>;
  /** Ends everything; gives what did not end as it should. */
  close(): Promise<readonly string[]>;
}

/** How those that take reports are started, and those that only apply them. */
const commands = { server: ['serve', '--api-only'], worker: ['worker'] } as const;
const replicas = 2;

export async function openStage(mode: Mode, folder: string): Promise<Stage> {
  await mkdir(folder, { recursive: true });
  return mode === 'embedded' ? openEmbedded(folder) : openReplicated(folder);
}

const common = { SETUP_TOKEN: setupToken, LOG_LEVEL: 'warn', METRICS_PORT: 'off' };

/** One process that does everything, on the PostgreSQL that it brings. */
async function openEmbedded(folder: string): Promise<Stage> {
  const dataDir = join(folder, 'data');
  const link = await openLink();
  const program = startProgram({
    ...{ name: 'serve', command: ['serve'], logFile: join(folder, 'serve.log') },
    env: { ...environmentOf({ dataDir }), ...common },
    onReady: (port) => link.leadTo({ host: '127.0.0.1', port }),
  });
  return stageOf({
    ...{ mode: 'embedded', servers: [{ program, link }], workers: [], redis: undefined, links: {} },
    postgres: embeddedPostgres(dataDir),
  });
}

/** Several processes on one PostgreSQL and one Redis. */
async function openReplicated(folder: string): Promise<Stage> {
  const redis = await startRedis(join(folder, 'redis'));
  const postgres = await standalonePostgres(join(folder, 'postgres')).catch(async (error: unknown) => {
    await redis.close();
    throw error;
  });
  try {
    return await openOn(folder, { postgres, redis });
  } catch (error) {
    await Promise.all([redis.close(), postgres.close()]);
    throw error;
  }
}

async function openOn(folder: string, { postgres, redis }: { postgres: PostgresProcess; redis: RedisProcess }) {
  const links = {
    postgres: await openLink({ path: await postgres.socket() }),
    redis: await openLink({ path: redis.socket }),
  };
  const databaseUrl = `postgres://patchlight@127.0.0.1:${links.postgres.port}/patchlight`;
  const env = {
    ...environmentOf({ dataDir: join(folder, 'unused'), databaseUrl }),
    ...common,
    REDIS_URL: `redis://127.0.0.1:${links.redis.port}`,
  };
  await runProgram(['migrate'], env);
  const start = (name: string, command: readonly string[], onReady?: (port: number) => void) =>
    startProgram({ name, command, env, logFile: join(folder, `${name}.log`), ...(onReady && { onReady }) });
  const numbers = Array.from({ length: replicas }, (_, index) => index + 1);
  const servers = await Promise.all(
    numbers.map(async (number) => {
      const link = await openLink();
      const program = start(`serve-${number}`, commands.server, (port) => link.leadTo({ host: '127.0.0.1', port }));
      return { program, link };
    }),
  );
  const workers = numbers.map((number) => start(`worker-${number}`, commands.worker));
  return stageOf({ mode: 'redis', servers, workers, postgres, redis, links });
}

type Parts = Omit<Stage, 'up' | 'heal' | 'close'>;

function stageOf(parts: Parts): Stage {
  const { servers, workers, postgres, redis, links } = parts;
  const programs = [...servers.map(({ program }) => program), ...workers];
  const allLinks = [...servers.map(({ link }) => link), ...Object.values(links)];
  const up = async () => void (await Promise.all(programs.map((program) => program.ready())));
  const heal = async () => {
    for (const link of allLinks) link.set('none');
    await postgres.thaw();
    redis?.thaw();
    for (const program of programs) program.signal('SIGCONT');
    await up();
  };
  return {
    ...parts,
    up,
    heal,
    async close() {
      await heal();
      const codes = await Promise.all(programs.map((program) => program.stop()));
      await Promise.all(allLinks.map((link) => link.close()));
      await redis?.close();
      await postgres.close();
      return codes.flatMap((code, index) => (code === 0 ? [] : `${programs[index]?.name} ended with ${code}`));
    },
  };
}
