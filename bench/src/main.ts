import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Lab, openLab } from './lab.ts';
import { keepWorkload, workloadTable } from './load/load-results.ts';
import { runWorkload } from './load/run-workload.ts';
import { workloads } from './load/workloads.ts';
import { NotMeasured, type Result, tableOf } from './result.ts';
import { rows } from './rows.ts';

const resultsFile = new URL('../results.json', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sites: { type: 'string', default: '10000' },
    seconds: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '5' },
    profile: { type: 'string' },
  },
});

const names = positionals.map((name) => name.toUpperCase());
const all = [...rows, ...workloads].map(({ id }) => id);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}. There are: ${all.join(' ')}`);

const sites = Number(values.sites);
// Fewer would meet the limit of requests of a single key.
if (!(sites >= 1000)) throw new Error('At least 1000 sites.');

const lab = openLab({
  sites,
  seconds: Number(values.seconds ?? 4),
  rounds: Number(values.rounds),
  minutes: Number(values.minutes),
  profileDir: values.profile,
  databaseUrl: process.env.DATABASE_URL,
});
process.once('SIGINT', () => void lab.close().finally(() => process.exit(130)));
try {
  const measured = await measureAll(lab);
  if (measured.length > 0) process.stdout.write(`${tableOf(rows, measured)}\n`);
  const isLoadHeld = await runWorkloads(lab);
  if (!isLoadHeld || measured.some(({ ok }) => !ok)) process.exitCode = 1;
} finally {
  await lab.close();
}

async function measureAll(lab: Lab): Promise<Result[]> {
  const measured: Result[] = [];
  for (const row of rows) {
    if (names.length > 0 ? !names.includes(row.id) : row.isLong) continue;
    const started = performance.now();
    process.stderr.write(`${row.id} ${row.title} … `);
    const result = await row.measure(lab).catch((error: unknown) => {
      if (!(error instanceof NotMeasured)) throw error;
      process.stderr.write(`not measured: ${error.message}\n`);
    });
    if (result === undefined) continue;
    process.stderr.write(`${result.value} (${((performance.now() - started) / 1000).toFixed(0)} s)\n`);
    measured.push(result);
    await keepResults(measured);
  }
  return measured;
}

/** Those that are named. True when everything held. */
async function runWorkloads(lab: Lab): Promise<boolean> {
  let isHeld = true;
  for (const workload of workloads) {
    if (!names.includes(workload.id)) continue;
    const seconds = Number(values.seconds ?? workload.seconds);
    const result = await runWorkload(lab, workload, seconds);
    await keepWorkload(workload, seconds, result);
    process.stdout.write(`${workloadTable(workload, result)}\n`);
    isHeld &&= result.checks.every(({ value, atMost }) => value <= atMost);
  }
  return isHeld;
}

/** A row that was not measured this time keeps its last result. */
async function keepResults(measured: readonly Result[]): Promise<void> {
  const kept = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '[]')) as Result[];
  const all = rows.flatMap(({ id }) => [...measured, ...kept].find((result) => result.id === id) ?? []);
  await writeFile(resultsFile, `${JSON.stringify(all, null, 2)}\n`);
}
