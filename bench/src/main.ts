import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Lab, openLab } from './lab.ts';
import { type Result, tableOf } from './result.ts';
import { rows } from './rows.ts';

const resultsFile = new URL('../results.json', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sites: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    profile: { type: 'string' },
  },
});

const names = positionals.map((name) => name.toUpperCase());
const unknown = names.filter((name) => !rows.some(({ id }) => id === name));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}. There are: ${rows.map(({ id }) => id).join(' ')}`);

const sites = Number(values.sites);
// Fewer would meet the limit of requests of a single key.
if (!(sites >= 1000)) throw new Error('At least 1000 sites.');

const lab = openLab({
  sites,
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  profileDir: values.profile,
  databaseUrl: process.env.DATABASE_URL,
});
process.once('SIGINT', () => void lab.close().finally(() => process.exit(130)));
try {
  const measured = await measureAll(lab);
  await keepResults(measured);
  process.stdout.write(`${tableOf(rows, measured)}\n`);
  if (measured.some(({ ok }) => !ok)) process.exitCode = 1;
} finally {
  await lab.close();
}

async function measureAll(lab: Lab): Promise<Result[]> {
  const measured: Result[] = [];
  for (const row of rows) {
    if (names.length > 0 && !names.includes(row.id)) continue;
    const started = performance.now();
    process.stderr.write(`${row.id} ${row.title} … `);
    const result = await row.measure(lab);
    process.stderr.write(`${result.value} (${((performance.now() - started) / 1000).toFixed(0)} s)\n`);
    measured.push(result);
  }
  return measured;
}

/** A row that was not measured this time keeps its last result. */
async function keepResults(measured: readonly Result[]): Promise<void> {
  const kept = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '[]')) as Result[];
  const all = rows.flatMap(({ id }) => [...measured, ...kept].find((result) => result.id === id) ?? []);
  await writeFile(resultsFile, `${JSON.stringify(all, null, 2)}\n`);
}
