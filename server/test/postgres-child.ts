// Run by the tests of the supervisor as a process of its own, which may then be killed, refused or another user's.
import {
  type EmbeddedPostgresOptions,
  type SupervisorLog,
  startEmbeddedPostgres,
} from '../src/postgres/embedded-postgres.ts';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log: SupervisorLog = { info: (details, message) => say({ message, ...details }), warn: () => {} };
const given: Omit<EmbeddedPostgresOptions, 'log'> = JSON.parse(process.argv[2] ?? '{}');
const abort = new AbortController();
process.once('SIGTERM', () => abort.abort());
try {
  const started = performance.now();
  const postgres = await startEmbeddedPostgres({ ...given, log, signal: abort.signal });
  const stop = async () => {
    await postgres.stop();
    process.exit(0);
  };
  if (abort.signal.aborted) await stop();
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  process.on('SIGUSR2', () => process.exit(3));
  postgres.onExit((reason) => say({ ended: reason }));
  say({ ...postgres, isReady: true, milliseconds: Math.round(performance.now() - started) });
  setInterval(() => {}, 60_000);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
