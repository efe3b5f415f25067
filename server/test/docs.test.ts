import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { channelLimits } from '@patchlight/contract/channel-lists';
import { deadLetterDays } from '@patchlight/contract/dead-letters';
import { noticeMonths } from '@patchlight/contract/deprecation';
import { endpoints } from '@patchlight/contract/endpoints';
import { type ErrorCode, errors } from '@patchlight/contract/errors';
import { documentBytes } from '@patchlight/contract/feeds';
import { reportLimits } from '@patchlight/contract/site-report';
import { expect, it } from 'vitest';
import { keysPerSite } from '../src/auth/api-keys.ts';
import { subscriptionLimits } from '../src/changes/subscriptions.ts';
import { recent } from '../src/db/counted-lately.ts';
import { answerWithinMs } from '../src/http/deadline.ts';
import { loadBounds } from '../src/http/load.ts';
import { rateLimits, tightening } from '../src/http/rate-limit.ts';
import { heldBytesMax, inboxMax } from '../src/inventory/inbox.ts';
import { behindAt, behindEarly } from '../src/inventory/intake.ts';
import { mutesPerOrganization } from '../src/mutes/create-mute.ts';
import { periodsKept } from '../src/reports/closed-periods.ts';
import { settings } from '../src/settings.ts';
import { sitesPerOrganization } from '../src/sites/write-site.ts';
import { viewsPerPerson } from '../src/users/saved-views.ts';

// Pages that repeat a table of the code are written from it; `npx vitest run server/test/docs.test.ts -u` writes them anew.
const origin =
  '<!-- Written from the code by server/test/docs.test.ts, which fails when this page is not what it would write. -->';
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
  REDIS_URL: 'none: in process',
  SECRET_KEY: 'made and kept in the data folder',
  SETUP_TOKEN: 'made, kept in the data folder and printed',
  TRUSTED_PROXIES: 'none',
  SMTP_URL: 'none: mails are not sent',
  MAIL_FROM: 'none',
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

With \`DATABASE_URL\` a \`SECRET_KEY\` is required, the same on every replica; with \`SMTP_URL\` a \`MAIL_FROM\`. \`RATE_LIMITS=off\` is refused unless
\`HOST\` is a loopback address.

The command line client has settings of its own: \`PATCHLIGHT_URL\` and \`PATCHLIGHT_API_KEY\`, see \`bin/patchlight --help\`.
`).toMatchFileSnapshot('../../docs/configuration.md');
});

it('docs/errors.md is the error table', async () => {
  const remedies: Record<ErrorCode, string> = {
    malformed_json: 'Send one JSON value in UTF-8, without duplicate keys.',
    validation_error: 'Correct what `details` names; nothing was changed.',
    unsupported_api_version: 'Leave `X-API-Version` out, or send `1`.',
    ambiguous_credentials: 'Send a token or a key, in one header.',
    unauthenticated: 'Send `Authorization: Bearer TOKEN`, or `X-API-Key: KEY`.',
    invalid_credentials: 'Try again, or ask for a new password. Why it failed is not told.',
    token_expired: 'Trade the refresh token for a new access token, or sign in again.',
    invalid_key: 'Ask whoever looks after the site for a new key.',
    forbidden: 'Ask an administrator of the organization, or use a key with another scope.',
    password_change_required: 'Replace it with `PUT /api/v1/users/update/{user_id}`.',
    not_found: 'Check the id, and whether this credential may see it.',
    method_not_allowed: 'Use one of the methods in `Allow`.',
    conflict: 'Read `message`: it names what is in the way.',
    report_id_conflict: 'Give every report a `report_id` of its own, or none.',
    last_admin: 'Make somebody else an administrator first.',
    site_deleted: 'Switch off what reports. A superuser can restore the site for 30 days.',
    too_large: 'Stay within the [limits](limits.md).',
    unsupported_media_type: 'Send `Content-Type: application/json`.',
    unsupported_encoding: 'Send no `Content-Encoding`, or `gzip`.',
    invalid_report: 'Correct the fields that `details` names; send a document to the address that `message` names.',
    generated_at_in_future: 'Set the clock of the sender.',
    idempotency_key_reused: 'Use a new key for a new request.',
    quota_exceeded: 'Remove what is not needed any more.',
    weak_password: 'Choose a longer one; 15 characters at least.',
    address_not_allowed: 'Use an address that is reachable from everywhere.',
    rate_limited: 'Wait as many seconds as `Retry-After` says; see the [limits](limits.md).',
    internal_error: 'Tell whoever runs the server the `request_id`.',
    unavailable:
      'Try again after `Retry-After` seconds; a report without a 2xx may have been kept or not: the same `report_id` again counts once.',
  };
  const rows = Object.entries(errors).map(([code, { status, message }]) => [
    String(status),
    `<a id="${code}"></a>\`${code}\``,
    message,
    remedies[code as ErrorCode],
  ]);
  await expect(`# Errors

${origin}

Every failed request is answered as \`application/problem+json\`. \`status_code\`, \`error\`, \`message\`, \`details\` and
\`timestamp\` come first; \`type\`, \`title\`, \`status\` and \`detail\` say the same in the words of RFC 9457, and
\`request_id\` is the one to quote. \`type\` leads to the line of its code on this page. \`message\` may be more precise than
the sentence here. \`details\` is null, or a list of \`path\`, \`code\` and \`message\`, one for each thing that is wrong.

${table(['status', 'error', 'sentence', 'what to do'], rows)}

A 401 carries \`WWW-Authenticate\`, a 405 \`Allow\`, a 429 and a 503 \`Retry-After\`. What is not there and what belongs to
another organization get the same 404.
`).toMatchFileSnapshot('../../docs/errors.md');
});

it('docs/deprecation.md names what is deprecated', async () => {
  const rows = endpoints.flatMap(({ method, path, deprecated }) =>
    deprecated
      ? [[`\`${method} ${path}\``, deprecated.since, deprecated.sunset, `[${deprecated.link}](${deprecated.link})`]]
      : [],
  );
  const list = table(['endpoint', 'deprecated since', 'works until', 'instead'], rows);
  await expect(`# Versions and deprecation

${origin}

The version of the API is the first part of its path, \`/api/v1/\`, and the header \`X-API-Version\` of every answer. A
request may send that header; another version than 1 is refused with \`unsupported_api_version\`.

## What may change within version 1

New endpoints, new optional parameters and members of a request, new members of an answer, new values of a member of an
answer, new error codes. Write clients that pass over what they do not know.

Nothing else, unless the changelog names it under "Breaking changes": \`contract/test/breaking-changes.test.ts\` holds
the API to what was released last, and fails for what a client could stumble over and the changelog does not name.

## How something goes away

1. Its replacement is there, and the changelog names both.
2. It is marked: \`deprecated: true\` in \`/api/v1/openapi.json\`, a mark on its page under \`/docs\`, and these headers on
   every answer, errors too:

   | header | says |
   | --- | --- |
   | \`Deprecation: @1796083200\` | since when, in Unix seconds (RFC 9745) |
   | \`Sunset: Tue, 01 Jun 2027 00:00:00 GMT\` | until when it works for certain (RFC 8594) |
   | \`Link: <…>; rel="deprecation"\` | the page that says what to do instead |

3. It works on, unchanged, for at least ${noticeMonths} months. The server refuses to start with an earlier end than that.
4. It is removed in a release after that day, which the changelog names under "Breaking changes".

A security hole that cannot be closed otherwise may shorten this; the changelog then says so and why.

A next version of the API would stand beside this one, under \`/api/v2/\`, and version 1 would be deprecated endpoint by
endpoint in the same way.

## Moving on

- Watch for the header: \`curl -sSI\` of an address, or the log of your client. A pipeline can fail on it.
- Ask \`/api/v1/openapi.json\` for \`deprecated\` when you upgrade the server.
- Follow the \`Link\`; it names the replacement and what differs.

## Deprecated today

${rows.length === 0 ? 'Nothing.' : list}
`).toMatchFileSnapshot('../../docs/deprecation.md');
});

it('docs/limits.md is the limits of the code', async () => {
  const meanings: Record<keyof typeof reportLimits, string> = {
    wireBytes: 'bytes of any other request body as it is sent; past it a 413',
    inflatedBytes:
      'bytes of a gzip body once it is unpacked, and of a document for `/api/v1/ingest/…` as it is sent; past it a 413',
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
    refused: 'answers 401 (but for bad keys), 404 and 405 to one address; good credentials from there still work',
    badKey: 'API keys that are none, from one address; good ones from there still work',
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

A release history that is fetched or uploaded has at most ${number(documentBytes)} bytes, as sent and unpacked.

## Of an organization

${table(
  ['at most', 'of what; past it a 422'],
  [
    [number(sitesPerOrganization), 'sites that are not deleted'],
    [number(mutesPerOrganization), 'mutes in force'],
    [number(channelLimits.perOrganization), 'channels'],
    [number(keysPerSite), 'live keys of one site, and live organization keys'],
  ],
)}

The figures of ${number(periodsKept)} closed periods are kept for each, by what was asked for; past it the report is computed anew each
time, and \`closed\` is false. A person saves at most ${viewsPerPerson} views.

## Of requests

Past one of these the answer is 429 with \`Retry-After\`. \`RateLimit-Policy\` and \`RateLimit\` tell, on every answer that
counts for a limit of requests, which limit it is (\`q\` requests in \`w\` seconds), what is left (\`r\`) and in how many
seconds it starts anew (\`t\`). With \`REDIS_URL\` all processes count
together; without, or while Redis is away, each counts for itself. An address is the one that the connection comes from, or that
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

## Of a burst

From when ${number(behindAt)} reports wait in a process, or ${behindEarly.reports} of which the last would be answered later than in ${behindEarly.ms} ms, until those that were
kept are applied, reports are committed as they came and answered as \`pending\`. When
${number(inboxMax)} of those wait, or a process holds ${number(heldBytesMax)} bytes of them that are not committed yet, the answer is 503 with \`Retry-After\`. One that cannot be applied is tried five times, and then [kept aside](runbooks/dead-letters.md) for ${deadLetterDays} days.

## Of live events

One caller has at most ${subscriptionLimits.caller} streams of one server; past it a 429. A server has ${number(subscriptionLimits.process)}; past it a 503. Both come with \`Retry-After\`.

## Of an answer

Whoever reads or reports is answered within about ${answerWithinMs / 1000} s, with a 503 and \`Retry-After\` where it cannot be done by then. While somebody has waited
a quarter of that for a connection to the database, a read is answered so at once, so that those who wait already are answered in time.

## Of pages

A list answers 25 rows a page, at most 100 with \`per_page\`. A page past the end is an empty list. \`links.next\` carries
a cursor, so that a deep page costs what the first one costs. Which modules are in use, and how many sites run a version or are concerned
by an advisory, may be up to ${recent.ageMs / 1000} s old in a list that counts ${recent.many} or more of them.
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
