import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from '../bed.ts';
import { openInstalledBed } from '../installed-bed.ts';
import type { Lab } from '../lab.ts';
import { memoryOf } from '../memory.ts';
import { signInSuperuser } from '../reader.ts';
import { startWorker } from '../server.ts';
import type { Measured, Part } from './measured.ts';
import type { Stream } from './streams.ts';
import type { Check, Workload } from './workloads.ts';

const lookMs = 250;
const lateSeconds = 5;
const drainMs = 600_000;
/** An access token is good for longer than this. */
export const longestPartSeconds = 600;

export interface WorkloadResult extends Measured {
  readonly checks: readonly Check[];
}

/** Runs a workload on a server in its steady state, and holds what was accepted to what is stored. */
export async function runWorkload(lab: Lab, workload: Workload, seconds: number): Promise<WorkloadResult> {
  const bed = workload.isSpill ? (await openInstalledBed(lab, { isApiOnly: true })).bed : await lab.bed();
  // The first to ask for the generator starts it, and brings the server to its steady state.
  await bed.load({ connections: 64, kind: 'unchanged', seconds: 1 });
  // With nobody to take from the inbox, one burst is enough for the server to keep whatever comes.
  if (workload.isSpill) await bed.load({ connections: 512, kind: 'all', seconds: 2 });
  await bed.database.query('checkpoint');
  const waits = watchInbox(bed);
  const parts: Part[] = [];
  const all = workload.parts({ sites: bed.sites, token: await signInSuperuser(bed) });
  for (const [index] of all.entries()) {
    const token = await signInSuperuser(bed);
    const streams = workload.parts({ sites: bed.sites, token })[index] ?? [];
    parts.push(await runPart(bed, streams, Math.min(seconds / all.length, longestPartSeconds)));
  }
  const spill = workload.isSpill ? await catchUp(bed) : undefined;
  const ended = performance.now();
  const lags = await waits.end();
  const caughtUpSeconds = await untilCaughtUp(bed, ended, lateSeconds);
  await untilCaughtUp(bed, ended, 0);
  const measured = { parts, appliedLagSeconds: percentile(lags, 0.99), caughtUpSeconds, ...(spill && { spill }) };
  return { ...measured, checks: [...(await commonChecks(bed, workload, parts)), ...workload.checks(measured)] };
}

async function catchUp(bed: Bed): Promise<Measured['spill']> {
  const { rows } = await bed.database.query<{ waiting: string }>(
    'select count(*) as waiting from report_inbox where dead_at is null',
  );
  const waiting = Number(rows[0]?.waiting);
  const began = performance.now();
  const stop = startWorker(bed.server.options);
  try {
    return { waiting, appliedPerSecond: waiting / (await untilCaughtUp(bed, began, 0)) };
  } finally {
    await stop();
  }
}

async function runPart(bed: Bed, streams: readonly Stream[], seconds: number): Promise<Part> {
  await bed.server.lateness();
  const { lag, ...result } = await bed.openLoop(streams, seconds);
  return {
    ...result,
    generatorLag: lag,
    serverLag: await bed.server.lateness(),
    memoryMegabytes: (await memoryOf(bed.server.pid, bed.postmaster)) / 1e6,
    presentMegabytes: await presentMegabytes(bed),
  };
}

/** What no workload may show: other answers than it allows, none at all, and reports that were accepted and are not there. */
async function commonChecks(bed: Bed, { mayRefuse = {} }: Workload, parts: readonly Part[]): Promise<Check[]> {
  let [forbidden, unanswered, unknown] = [0, 0, 0];
  for (const [name, { byStatus, timeouts, lost, dropped }] of parts.flatMap(({ streams }) => Object.entries(streams))) {
    for (const [status, count] of Object.entries(byStatus))
      if (!status.startsWith('2') && !mayRefuse[name]?.includes(Number(status))) forbidden += count;
    unanswered += timeouts + lost + dropped;
    if (name === 'reports') unknown += timeouts + lost;
  }
  const differing = await bed.countDifferences();
  return [
    { what: 'answers that may not be', value: forbidden, atMost: 0, unit: 'requests' },
    { what: 'without an answer in time', value: unanswered, atMost: 0, unit: 'requests' },
    { what: 'sites that are not as they last reported', value: differing, atMost: unknown, unit: 'sites' },
  ];
}

async function oldestWaitingSeconds({ database }: Bed): Promise<number> {
  const { rows } = await database.query<{ seconds: string | null }>(
    'select extract(epoch from now() - min(received_at)) as seconds from report_inbox where dead_at is null',
  );
  return Number(rows[0]?.seconds ?? 0);
}

/** Looks at what waits until it is ended, and gives what it saw. */
function watchInbox(bed: Bed): { end(): Promise<number[]> } {
  const seen: number[] = [];
  let isEnded = false;
  const watching = (async () => {
    for (; !isEnded; await sleep(lookMs)) seen.push(await oldestWaitingSeconds(bed));
  })();
  return {
    async end() {
      isEnded = true;
      await watching;
      return seen;
    },
  };
}

async function untilCaughtUp(bed: Bed, since: number, lateSeconds: number): Promise<number> {
  for (;;) {
    const waited = (performance.now() - since) / 1000;
    if ((await oldestWaitingSeconds(bed)) <= lateSeconds) return waited;
    if (waited * 1000 > drainMs) throw new Error('What was accepted is not applied in time.');
    await sleep(lookMs);
  }
}

async function presentMegabytes({ database }: Bed): Promise<number> {
  const { rows } = await database.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(name::regclass)) as bytes
      from unnest(array['sites', 'site_activity', 'site_modules', 'site_counts', 'exposed_installs', 'report_inbox']) as name`,
  );
  return Number(rows[0]?.bytes) / 1e6;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
