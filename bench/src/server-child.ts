import { writeFile } from 'node:fs/promises';
import { type Session as InspectorSession, Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answerParent } from './child.ts';
import { latenessOf } from './load/open-loop.ts';

// The program itself, as bin/patchlight runs it, in a process that can also be asked for a CPU profile of one part, and
// how late its event loop was since it was asked last, and for what it holds when all garbage is collected.
export type ServerQuestion =
  | { readonly do: 'profile' }
  | { readonly do: 'save'; readonly file: string }
  | { readonly do: 'lateness' }
  | { readonly do: 'memory' };

// Not a dependency: what is measured is the built program, whatever its modules are.
const program = new URL('../../server/dist/bundle.js', import.meta.url).href;
const lagResolutionMs = 10;
let session: InspectorSession | undefined;
let loop: ReturnType<typeof monitorEventLoopDelay> | undefined;

answerParent(
  async (question: ServerQuestion) => {
    if (question.do === 'profile') {
      session = new Session();
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      return undefined;
    }
    if (question.do === 'lateness') {
      loop ??= monitorEventLoopDelay({ resolution: lagResolutionMs });
      const late = latenessOf(loop, lagResolutionMs);
      loop.enable();
      loop.reset();
      return late;
    }
    if (question.do === 'memory') {
      const own = new Session();
      own.connect();
      await own.post('HeapProfiler.collectGarbage');
      own.disconnect();
      return process.memoryUsage();
    }
    const result = await session?.post('Profiler.stop');
    await writeFile(question.file, JSON.stringify(result?.profile));
    session?.disconnect();
    return undefined;
  },
  // Its own way to stop is the signal.
  () => new Promise(() => process.kill(process.pid, 'SIGTERM')),
);

const { main } = (await import(program)) as { main(argv: readonly string[]): Promise<number> };
// The channel to the parent would keep it alive.
process.exit(await main(process.argv.slice(2)));
