import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type RunOptions, type RunResult, runChaos } from './run.ts';
import { modes, type Stage } from './stage.ts';

// npm run chaos -- --minutes 4 --seed N --mode embedded|redis|both --only NAME --kills N --per-second 30 --answer-seconds 5 --keep
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    mode: { type: 'string', default: 'both' },
    only: { type: 'string' },
    kills: { type: 'string' },
    'per-second': { type: 'string', default: '30' },
    'answer-seconds': { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
});
const chosen = modes.filter((mode) => values.mode === 'both' || values.mode === mode);
const [minutes, seed, perSecond] = [Number(values.minutes), Number(values.seed), Number(values['per-second'])];
const kills = Number(values.kills ?? Number.POSITIVE_INFINITY);
if (chosen.length === 0) throw new Error(`--mode is ${modes.join(', ')} or both.`);
if (!(minutes > 0 && perSecond > 0 && kills > 0) || !Number.isInteger(seed))
  throw new Error('--minutes, --seed, --kills and --per-second are numbers.');

/** Of each run, for its start, its end and the judgement. */
const aroundSeconds = 45;
const seconds = Math.max(20, Math.round((minutes * 60) / chosen.length) - aroundSeconds);
const print = (line: string) => void process.stdout.write(`${line}\n`);

let stage: Stage | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void Promise.resolve(stage?.close()).finally(() => process.exit(1)));

const results: RunResult[] = [];
for (const mode of chosen) {
  const folder = await mkdtemp(join(tmpdir(), `patchlight-chaos-${mode}-`));
  const onOpen = (opened: Stage) => {
    stage = opened;
  };
  const result = await runChaos({
    ...{ mode, seed, seconds, kills, perSecond, folder, print, onOpen, check },
    ...(values.only !== undefined && { only: values.only }),
  });
  stage = undefined;
  results.push(result);
  if (result.isSound && !values.keep) await rm(folder, { recursive: true, force: true });
  else print(`Ledger, logs and data are kept in ${folder}`);
}
const killed = results.reduce((sum, result) => sum + result.kills, 0);
const isSound = results.every((result) => result.isSound);
print(`${killed} kills, seed ${seed}: ${isSound ? 'every invariant holds' : 'BROKEN'}`);
process.exitCode = isSound ? 0 : 1;

/** In a process of its own, which knows no more than anybody who is given the ledger. */
async function check({ ledger, databaseUrl, api }: Parameters<RunOptions['check']>[0]): Promise<boolean> {
  const program = fileURLToPath(new URL('./check-ledger.js', import.meta.url));
  const child = spawn(
    process.execPath,
    [program, ledger, databaseUrl, api, '--answer-seconds', values['answer-seconds']],
    { stdio: 'inherit' },
  );
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}
