import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from './bed.ts';
import type { Kind } from './changes.ts';
import type { Lab } from './lab.ts';
import type { LoadResult } from './load.ts';
import { cpuSeconds } from './processor-time.ts';

export interface MeasuredLoad {
  readonly perSecond: number;
  readonly load: LoadResult;
  /** Milliseconds of a processor for each report. */
  readonly cpu: { readonly server: number; readonly postgres: number };
}

/** Reports over HTTP for as long as a round takes, and the processor time that they cost. */
export async function measureLoad(
  lab: Lab,
  bed: Bed,
  { id, kind, connections }: { readonly id: string; readonly kind: Kind; readonly connections: number },
): Promise<MeasuredLoad> {
  const { profileDir, seconds } = lab.options;
  const save = profileDir === undefined ? undefined : await bed.server.profile();
  const before = await cpuOf(bed);
  const load = await bed.load({ connections, kind, seconds });
  const after = await cpuOf(bed);
  if (profileDir !== undefined && save !== undefined) {
    await mkdir(profileDir, { recursive: true });
    await save(join(profileDir, `${id}-${connections}-${Date.now()}.cpuprofile`));
  }
  const reports = load.applied + load.unchanged + load.pending;
  const ms = (seconds: number) => (seconds * 1000) / reports;
  return {
    perSecond: load.perSecond,
    load,
    cpu: { server: ms(after.server - before.server), postgres: ms(after.postgres - before.postgres) },
  };
}

async function cpuOf({ server, postmaster }: Bed): Promise<{ server: number; postgres: number }> {
  return {
    server: await cpuSeconds(server.pid, false),
    postgres: postmaster === undefined ? Number.NaN : await cpuSeconds(postmaster, true),
  };
}
