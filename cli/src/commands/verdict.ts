import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import type { Act, Session } from '../session.ts';
import { answerVerdictLines } from '../verdict-stream.ts';

export function addVerdictCommand(program: Command, act: Act): void {
  program
    .command('verdict')
    .summary('compute verdicts from standard input, without a server')
    .description(
      'Reads one JSON object a line, each with an installed version and release history,\n' +
        'and writes one verdict a line in the same order. A line that cannot be read is\n' +
        'answered with {id, error}; the others go on.',
    )
    .option('--ndjson', 'one JSON object a line in and out (the only form there is)')
    .addHelpText('before', 'Example:\n  patchlight verdict --ndjson < questions.ndjson > verdicts.ndjson\n')
    .action(act(verdict));
}

async function verdict(session: Session, options: { ndjson?: boolean }): Promise<ExitCode> {
  const { io } = session;
  if (options.ndjson !== true) throw usage('Say --ndjson.', { next: 'patchlight verdict --ndjson < questions.ndjson' });
  if (io.stdin.isTTY)
    throw usage('Nothing comes in on standard input.', { next: 'patchlight verdict --ndjson < questions.ndjson' });
  await answerVerdictLines(io.stdin, io.stdout);
  return exitCodes.ok;
}
