import { setTimeout as sleep } from 'node:timers/promises';
import type { Generator } from './generator.ts';
import type { Program } from './program.ts';
import type { Link, LinkFault } from './proxy.ts';
import type { Stage } from './stage.ts';

/** Something that goes wrong. It is over when it resolves, but for what is being started again. */
export interface Fault {
  readonly name: string;
  /** How many processes it ends by kill -9, a PostgreSQL with its children counted once. */
  readonly kills: number;
  run(load: Pick<Generator, 'burst'>): Promise<void>;
}

const frozenMs = 3_000;
/** Longer than any statement may take. */
const frozenLongMs = 60_000;
const brokenMs = 2_500;
/** One server applies 250 before it keeps the others for later. */
const burstSize = 450;
/** So that some of a burst is in work already. */
const intoBurstMs = 250;

/** Every fault that this stage can have; or those with `only` in their name, the long one too. */
export function faultsOf(stage: Stage, only?: string): Fault[] {
  if (only === undefined) return usualFaults(stage);
  const { freeze, thaw } = stage.postgres;
  const all = [...usualFaults(stage), held('SIGSTOP of PostgreSQL', freeze, thaw, frozenLongMs)];
  return all.filter(({ name }) => name.includes(only));
}

function usualFaults(stage: Stage): Fault[] {
  const { servers, workers, postgres, redis, links } = stage;
  const programs = [...servers.map(({ program }) => program), ...workers];
  return [
    ...programs.map(kill),
    fault('kill -9 of PostgreSQL with its children', 1, postgres.kill),
    together('kill -9 of everything that applies reports', workers.length > 0 ? workers : programs),
    inBurst(kill(programs.at(-1) as Program)),
    inBurst(fault('kill -9 of PostgreSQL with its children', 1, postgres.kill)),
    ...programs.map((program) =>
      held(
        `SIGSTOP of ${program.name}`,
        () => program.signal('SIGSTOP'),
        () => program.signal('SIGCONT'),
      ),
    ),
    held('SIGSTOP of PostgreSQL', postgres.freeze, postgres.thaw),
    ...servers.flatMap(({ program, link }) => linkFaults(`clients and ${program.name}`, link)),
    ...(links.postgres === undefined ? [] : linkFaults('programs and PostgreSQL', links.postgres, 'commit')),
    ...(links.redis === undefined ? [] : linkFaults('programs and Redis', links.redis)),
    ...(redis === undefined
      ? []
      : [
          fault('kill -9 of Redis, which starts empty', 1, redis.kill),
          inBurst(fault('kill -9 of Redis, which starts empty', 1, redis.kill)),
          inBurst(fault('FLUSHALL of Redis', 0, redis.flush)),
          held('SIGSTOP of Redis', redis.freeze, redis.thaw),
        ]),
  ];
}

function fault(name: string, kills: number, run: Fault['run']): Fault {
  return { name, kills, run };
}

const kill = (program: Program) => fault(`kill -9 of ${program.name}`, 1, program.kill);

const together = (name: string, programs: readonly Program[]) =>
  fault(name, programs.length, async () => void (await Promise.all(programs.map((program) => program.kill()))));

function held(name: string, begin: () => unknown, end: () => unknown, ms = frozenMs): Fault {
  return fault(`${name} for ${ms / 1000} s`, 0, async () => {
    await begin();
    await sleep(ms);
    await end();
  });
}

function inBurst({ name, kills, run }: Fault): Fault {
  return fault(`${name} in a burst`, kills, async (load) => {
    load.burst(burstSize);
    await sleep(intoBurstMs);
    await run(load);
  });
}

const linkFaultNames: Readonly<Record<Exclude<LinkFault, 'none'>, string>> = {
  blackHole: 'nothing passes',
  slow: 'half a second more',
  trickle: 'a kilobyte a second',
  dropReplies: 'requests arrive, answers do not',
};

/** `asked`: the request whose answer is worst to lose. */
function linkFaults(between: string, link: Link, asked?: string): Fault[] {
  const broken = Object.entries(linkFaultNames).map(([name, text]) =>
    held(
      `between ${between}: ${text}`,
      // The keys of the table are all there are.
      () => link.set(name as LinkFault, asked),
      () => link.set('none'),
      brokenMs,
    ),
  );
  return [fault(`between ${between}: every connection cut`, 0, async () => link.reset()), ...broken];
}
