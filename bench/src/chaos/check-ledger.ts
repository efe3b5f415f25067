import { parseArgs } from 'node:util';
import pg from 'pg';
import { environmentOf } from '../server.ts';
import { judge, type Verdict } from './check.ts';
import { readLedger } from './ledger.ts';
import { runProgram } from './program.ts';
import { readShown } from './shown.ts';
import type { Query } from './stored.ts';

// node bench/dist/chaos/check-ledger.js LEDGER DATABASE_URL API --answer-seconds 5
// Judges a run that is over; nothing may be written meanwhile. Ends with 1 where an invariant is violated.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'answer-seconds': { type: 'string', default: '5' } },
});
const [ledgerFile, databaseUrl, api] = positionals;
if (ledgerFile === undefined || databaseUrl === undefined || api === undefined)
  throw new Error('Name the ledger, the URL of the database and the address of the server.');

const shownMax = 5;
const client = new pg.Client({ connectionString: databaseUrl, options: '-c patchlight.organizations=all' });
await client.connect();
try {
  const ledger = await readLedger(ledgerFile);
  const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Row[];
  const verdicts = await judge({
    ledger,
    query,
    shown: await readShown(api),
    brokenSeals: () => brokenSeals(databaseUrl),
    answerMsMax: Number(values['answer-seconds']) * 1000,
  });
  process.stdout.write(`${tableOf(verdicts)}\n`);
  if (verdicts.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
} finally {
  await client.end();
}

function tableOf(verdicts: readonly Verdict[]): string {
  return verdicts
    .flatMap(({ id, claim, checked, violations }) => {
      const result = violations.length === 0 ? 'holds ' : 'BROKEN';
      const line = `${id} ${result} ${String(checked).padStart(6)} checked, ${violations.length} violations  ${claim}`;
      const more = violations.length > shownMax ? [`   … and ${violations.length - shownMax} more`] : [];
      return [line, ...violations.slice(0, shownMax).map((each) => `   ${each.slice(0, 1000)}`), ...more];
    })
    .join('\n');
}

/** What `audit verify` finds. */
async function brokenSeals(databaseUrl: string): Promise<string[]> {
  try {
    await runProgram(['audit', 'verify'], environmentOf({ dataDir: '', databaseUrl }));
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
