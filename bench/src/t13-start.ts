import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, resultOf, rounded, spread } from './result.ts';
import type { Row } from './rows.ts';
import { environmentOf, launcher, readyPort } from './server.ts';

const later = { target: 1.5, aim: 0.7 };

export const start: Row = {
  id: 'T13',
  title: 'the command to the ready line: first start (later ones 1.5 s, aim 0.7 s)',
  ...{ target: 4, aim: 2, better: 'lower', unit: 'seconds' },
  async measure(lab) {
    const [first, again]: [number[], number[]] = [[], []];
    for (let round = 0; round < lab.options.rounds; round += 1) {
      const dataDir = await mkdtemp(join(tmpdir(), 'patchlight-bench-'));
      try {
        first.push(await secondsToReady(dataDir));
        again.push(await secondsToReady(dataDir));
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    }
    const result = resultOf(start, first, {
      baseline: 'none: bin/patchlight serve, packages and build in place, in an empty data folder and once more',
      detail: {
        later_s: rounded(median(again)),
        later_range_s: spread(again),
        later_target_s: later.target,
        later_aim_s: later.aim,
      },
    });
    return { ...result, ok: result.ok && median(again) <= later.target };
  },
};

async function secondsToReady(dataDir: string): Promise<number> {
  const started = performance.now();
  const child = spawn(launcher, ['serve'], { env: environmentOf({ dataDir }), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  await readyPort(child);
  const seconds = (performance.now() - started) / 1000;
  child.kill('SIGTERM');
  await ended;
  return seconds;
}
