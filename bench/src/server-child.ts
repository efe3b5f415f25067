import { writeFile } from 'node:fs/promises';
import { type Session as InspectorSession, Session } from 'node:inspector/promises';
import { answerParent } from './child.ts';

// The program itself, as bin/patchlight runs it, in a process that can also be asked for a CPU profile of one part.
export type ServerQuestion = { readonly do: 'profile' } | { readonly do: 'save'; readonly file: string };

// Not a dependency: what is measured is the built program, whatever its modules are.
const program = new URL('../../server/dist/main.js', import.meta.url).href;
let session: InspectorSession | undefined;

answerParent(
  async (question: ServerQuestion) => {
    if (question.do === 'profile') {
      session = new Session();
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      return;
    }
    const result = await session?.post('Profiler.stop');
    await writeFile(question.file, JSON.stringify(result?.profile));
    session?.disconnect();
  },
  // Its own way to stop is the signal.
  () => new Promise(() => process.kill(process.pid, 'SIGTERM')),
);

const { main } = (await import(program)) as { main(argv: readonly string[]): Promise<number> };
// The channel to the parent would keep it alive.
process.exit(await main(process.argv.slice(2)));
