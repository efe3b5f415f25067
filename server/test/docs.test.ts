import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errors } from '@patchlight/contract/errors';
import { reportLimits } from '@patchlight/contract/site-report';
import { expect, it } from 'vitest';
import { settings } from '../src/config.ts';
import { loadBounds } from '../src/http/load.ts';
import { rateLimits, tightening } from '../src/http/rate-limit.ts';

// Pages that repeat a table of the code are written from it; `npx vitest run server/test/docs.test.ts -u` writes them anew.
const origin =
  'Written from the code by `server/test/docs.test.ts`, which fails when this page is not what it would write.';
const cell = (text: string) => text.replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Where the code has no fallback of its own the default is made at the start. */
const defaults: Readonly<Record<string, string>> = {
  PUBLIC_URL: '`http://localhost:PORT`',
  DATA_DIR: '`.patchlight` in the project',
  DATABASE_URL: 'none: the embedded PostgreSQL',
  SECRET_KEY: 'made and kept in the data folder',
  SETUP_TOKEN: 'made, kept in the data folder and printed',
  TRUSTED_PROXIES: 'none',
  LOG_FORMAT: '`pretty` on a terminal, otherwise `json`',
};

it('docs/configuration.md is the list of settings', async () => {
  const rows = Object.values(settings).map(({ name, fallback, meaning, allowed }) => [
    `\`${name}\``,
    fallback === undefined ? (defaults[name] ?? '') : `\`${fallback}\``,
    meaning,
    allowed,
  ]);
  expect(rows.filter(([, fallback]) => fallback === '')).toEqual([]);
  await expect(`# Settings

${origin}

The server reads its settings from environment variables, once, at its start. A value that is not understood stops the
start and names the setting, the shape of the value and what is allowed; secrets are never printed. An empty variable
counts as one that is not set.

${table(['name', 'default', 'meaning', 'allowed'], rows)}

With \`DATABASE_URL\` a \`SECRET_KEY\` is required, the same on every replica. \`RATE_LIMITS=off\` is refused unless
\`HOST\` is a loopback address.

The command line client has settings of its own: \`PATCHLIGHT_URL\` and \`PATCHLIGHT_API_KEY\`, see \`bin/patchlight --help\`.
`).toMatchFileSnapshot('../../docs/configuration.md');
});

it('docs/errors.md is the error table', async () => {
  const rows = Object.entries(errors).map(([code, { status, message }]) => [String(status), `\`${code}\``, message]);
  await expect(`# Errors

${origin}

Every failed request is answered as \`application/problem+json\`. \`status_code\`, \`error\`, \`message\`, \`details\` and
\`timestamp\` come first; \`type\`, \`title\`, \`status\` and \`detail\` say the same in the words of RFC 9457, and
\`request_id\` is the one to quote. \`error\` is one of these codes; \`message\` may be more precise than the sentence here.
\`details\` is null, or a list of \`path\`, \`code\` and \`message\`, one for each thing that is wrong.

${table(['status', 'error', 'sentence'], rows)}

A 401 carries \`WWW-Authenticate\`, a 405 \`Allow\`, a 429 and a 503 \`Retry-After\`. What is not there and what belongs to
another organization get the same 404.
`).toMatchFileSnapshot('../../docs/errors.md');
});

it('docs/limits.md is the limits of the code', async () => {
  const meanings: Record<keyof typeof reportLimits, string> = {
    wireBytes: 'bytes of a request body as it is sent; past it a 413',
    inflatedBytes: 'bytes of a gzip body once it is unpacked; past it a 413',
    rows: 'extensions, or packages, in one report; past it a 413',
    depth: 'levels of nesting in JSON; past it a 400',
    patches: 'patches in one report; past it a 413',
    collectorErrors: 'errors of the collector in one report; past it a 413',
    versionLength: 'characters of a version; a longer one drops its row with a warning',
    nameLength: 'characters of a machine name; a longer one drops its row with a warning',
  };
  const subjects: Record<keyof typeof rateLimits, string> = {
    person: 'requests of one signed-in person',
    key: 'requests with one API key',
    organization: 'requests with the keys of one organization, and of people who belong to it alone',
    source: 'requests that need no credential, from one address',
    refused: 'answers 401, 404 and 405 to one address; good credentials from there still work',
    link: 'setups, requests for a new password, new passwords and accepted invitations, from one address',
    resetMail: 'mails for a new password to one account, asked for from one address',
    signInSource: 'bad sign-ins from one address',
    signInAccount: 'bad sign-ins to one account, from all addresses; a good one, or a new password, starts anew',
    signInDevice: 'bad sign-ins in a browser where the account has signed in before; they do not count for the account',
    currentPassword: 'wrong current passwords of one signed-in person',
  };
  const number = (value: number) => value.toLocaleString('en').replaceAll(',', ' ');
  await expect(`# Limits

${origin}

## Of one report

${table(
  ['at most', 'of what'],
  Object.entries(reportLimits).map(([name, limit]) => [number(limit), meanings[name as keyof typeof reportLimits]]),
)}

## Of requests

Past one of these the answer is 429 with \`Retry-After\`. \`RateLimit-Policy\` and \`RateLimit\` tell, on every answer that
counts for a limit of requests, which limit it is (\`q\` requests in \`w\` seconds), what is left (\`r\`) and in how many
seconds it starts anew (\`t\`). Each process counts for itself. An address is the one that the connection comes from, or that
\`TRUSTED_PROXIES\` name; of IPv6 its first 64 bits. \`RATE_LIMITS=off\` lifts all of them.

${table(
  ['name', 'at most', 'while behind', 'in seconds', 'of what'],
  Object.entries(rateLimits).map(([name, limit]) => [
    `\`${name}\``,
    number(limit.points),
    number('tightens' in limit ? Math.floor(limit.points / tightening) : limit.points),
    number(limit.seconds),
    subjects[name as keyof typeof rateLimits],
  ]),
)}

A server is behind when, at one of its looks every ${loadBounds.lookSeconds} seconds, its event loop is more than ${loadBounds.lateMs.tighten} ms late (99th
percentile) or more than ${number(loadBounds.backlog.tighten)} reports wait to be committed. It has caught up when it was less than ${loadBounds.lateMs.relax} ms late, with
less than ${number(loadBounds.backlog.relax)} reports waiting, at ${loadBounds.calmLooks} looks in a row. Both are logged.

## Of pages

A list answers 25 rows a page, at most 100 with \`per_page\`. A page past the end is an empty list. \`links.next\` carries
a cursor, so that a deep page costs what the first one costs.
`).toMatchFileSnapshot('../../docs/limits.md');
});

it('the glossary explains each status and each word of freshness', () => {
  const glossary = readFileSync(fileURLToPath(new URL('../../docs/glossary.md', import.meta.url)), 'utf8');
  const missing = [
    'security',
    'unsupported',
    'update',
    'unknown',
    'current',
    'fresh',
    'late',
    'silent',
    'never',
  ].filter((word) => !glossary.includes(`**${word}**`));
  expect(missing).toEqual([]);
});
