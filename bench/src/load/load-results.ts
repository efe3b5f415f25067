import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { seed } from '../changes.ts';
import { rounded } from '../result.ts';
import type { WorkloadResult } from './run-workload.ts';
import type { Workload } from './workloads.ts';

const resultsFile = new URL('../../load-results.json', import.meta.url);

interface Kept extends WorkloadResult {
  readonly id: string;
}

/** Writes a result beside those of other workloads, with what it was measured on. */
export async function keepWorkload(workload: Workload, seconds: number, result: WorkloadResult): Promise<void> {
  const kept = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '[]')) as Kept[];
  const { id, title } = workload;
  const at = {
    commit: commit(),
    machine: machine(),
    node: process.version,
    seed,
    measured_at: new Date().toISOString(),
  };
  const all = [...kept.filter((other) => other.id !== id), { id, title, seconds, ...at, ...result }];
  all.sort((a, b) => a.id.localeCompare(b.id));
  // A histogram stands on one line.
  const text = JSON.stringify(all, replacer, 1).replace(/\[\s+([\d.]+),\s+(\d+)\s+\](,?)\s+/g, '[$1, $2]$3 ');
  await writeFile(resultsFile, `${text}\n`);
}

function replacer(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? rounded(value) : value;
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}

function machine(): string {
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
}

export function workloadTable({ id, title }: Workload, { parts, checks }: WorkloadResult): string {
  const streams = parts.flatMap((part, index) =>
    Object.entries(part.streams).map(([name, { sent, byStatus, latency, timeouts, lost, dropped }]) => {
      const times = [latency.p50Ms, latency.p95Ms, latency.p99Ms, latency.maxMs].map((ms) => ms.toFixed(1).padStart(8));
      const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
      const failed = timeouts + lost + dropped;
      return `  ${parts.length > 1 ? `${index + 1} ` : ''}${name.padEnd(16)}${String(sent).padStart(7)}  ${times.join(' ')}  ${statuses.join(' ')}${failed > 0 ? ` failed: ${failed}` : ''}`;
    }),
  );
  const held = checks.map(
    ({ what, value, atMost, unit }) =>
      `  ${value <= atMost ? 'reached' : 'MISSED '}  ${what}: ${rounded(value)} of at most ${rounded(atMost)} ${unit}`,
  );
  const head = `${'  stream'.padEnd(18)}${'sent'.padStart(7)}  ${['p50', 'p95', 'p99', 'max ms'].map((name) => name.padStart(8)).join(' ')}`;
  return [`${id} ${title}`, head, ...streams, ...held].join('\n');
}
