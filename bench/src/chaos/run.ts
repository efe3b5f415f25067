import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultsOf } from './faults.ts';
import { type Generator, startGenerator } from './generator.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { planFaults } from './nemesis.ts';
import { setUp } from './people.ts';
import { calmDown, residentMb } from './quiet.ts';
import { type Mode, openStage, type Stage } from './stage.ts';

export interface RunOptions {
  readonly mode: Mode;
  readonly seed: number;
  /** In which faults happen, until so many processes were killed. */
  readonly seconds: number;
  readonly kills: number;
  /** A part of the names of the faults that happen, where not all do. */
  readonly only?: string;
  readonly perSecond: number;
  readonly folder: string;
  readonly print: (line: string) => void;
  /** Given what runs, so that it can be ended from outside. */
  readonly onOpen: (stage: Stage) => void;
  /** Judges the ledger by what is in the database and what the API shows, while the programs still run. */
  readonly check: (files: { ledger: string; databaseUrl: string; api: string }) => Promise<boolean>;
}

export interface RunResult {
  readonly kills: number;
  readonly isSound: boolean;
}

const sites = 60;
const settleMs = 1_000;

/** One run: load and faults, then peace, then the judgement. Leaves nothing running, whatever happens. */
export async function runChaos(options: RunOptions): Promise<RunResult> {
  const { mode, seed, perSecond, folder, print, onOpen, check } = options;
  const stage = await openStage(mode, folder);
  onOpen(stage);
  const ledgerFile = join(folder, 'ledger.jsonl');
  let ends: readonly string[] = [];
  let kills = 0;
  let isSound = false;
  try {
    await stage.heal();
    const ports = stage.servers.map(({ link }) => link.port);
    const api = `http://127.0.0.1:${ports[0]}`;
    const reporting = await setUp(api, sites);
    const ledger = await openLedger(ledgerFile);
    const load = startGenerator({ seed, perSecond, ports, ledger, sites: reporting });
    const broken = await breakThings(stage, { ...options, load, ledger });
    kills = broken.kills;
    await ledger.write(await calmDown(stage, load, broken.residentMb));
    await ledger.close();
    isSound = await check({ ledger: ledgerFile, api, databaseUrl: await stage.postgres.url() });
  } finally {
    ends = await stage.close();
  }
  for (const end of ends) print(`At the end ${end}.`);
  return { kills, isSound: isSound && ends.length === 0 };
}

interface Breaking extends Pick<RunOptions, 'seed' | 'seconds' | 'kills' | 'only' | 'print'> {
  readonly load: Generator;
  readonly ledger: Ledger;
}

/** Gives how many processes it killed, and the memory of all before the first fault. */
async function breakThings(stage: Stage, { seed, seconds, kills: killsMax, only, load, ledger, print }: Breaking) {
  const faults = faultsOf(stage, only);
  if (faults.length === 0) throw new Error(`No fault of ${stage.mode} has "${only}" in its name.`);
  const plan = planFaults(faults, { seed, seconds, kills: killsMax });
  print(`${stage.mode}, seed ${seed}: ${plan.length} faults in at most ${seconds} s`);
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  const pauseUntil = (second: number) => sleep(Math.max(0, (second - passed()) * 1000));
  await pauseUntil(plan[0]?.at ?? 0);
  const memory = await residentMb(stage);
  let killed = 0;
  for (const { at, fault } of plan) {
    await pauseUntil(at);
    // A fault that meets nothing but the one before it shows nothing.
    await stage.up();
    await sleep(settleMs);
    if (passed() >= seconds) break;
    const { name, kills } = fault;
    print(`${passed().toFixed(1).padStart(6)} s, planned ${at}: ${name}  (${load.answered()} answers)`);
    const from = new Date().toISOString();
    await fault.run(load);
    killed += kills;
    await ledger.write({ is: 'fault', name, kills, from, until: new Date().toISOString() });
  }
  if (killed < killsMax) await pauseUntil(seconds);
  return { kills: killed, residentMb: memory };
}
