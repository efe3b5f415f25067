import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, openJobPool } from '../src/db/database.ts';
import { sendMails } from '../src/mail/send-mails.ts';
import { createSmtp } from '../src/mail/transport.ts';
import { findEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { startWorker } from '../src/worker.ts';
import { useMailServer } from './mail-server.ts';
import { jobTools, until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const mails = useMailServer();
const setupToken = 'the setup token of this test';
const password = 'staple horse battery correct';
const sam = 'sam@example.org';
// What a mail may take from the answer to the mailbox.
const instantSeconds = 10;
let program: ServerProgram;
let address: string;
let token: string;
let organizationId: string;

beforeAll(async () => {
  program = await ServerProgram.build({
    SETUP_TOKEN: setupToken,
    SMTP_URL: mails.url,
    MAIL_FROM: 'Patchlight <patchlight@example.org>',
  });
  address = await program.start();
  await call('/setup', { token: setupToken, email: sam, password, name: 'Sam' });
  token = (await call('/auth/login', { email: sam, password })).data.access_token ?? '';
  organizationId = (await call('/organizations', { name: 'Guests' }, token)).data.id ?? '';
}, 60_000);
afterAll(() => program?.remove(), 60_000);

interface Answer {
  readonly status: number;
  readonly data: Record<string, string>;
}

async function call(path: string, body: object, bearer = ''): Promise<Answer> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer !== '' && { authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, data: text === '' ? {} : (JSON.parse(text).data ?? {}) };
}

const invite = (email: string) =>
  call('/users/add', { email, name: 'Guest', role: 'viewer', organization_id: organizationId }, token);
const mailsTo = (email: string) => mails.received.filter(({ recipients }) => recipients.includes(email));

/** The path and the token of the link in the one mail to somebody. */
async function linkTo(email: string): Promise<{ path: string; token: string }> {
  await until(`a mail to ${email}`, () => mailsTo(email).length > 0, instantSeconds);
  expect(mailsTo(email)).toHaveLength(1);
  const link = /http:\/\/localhost:\d+\/([\w-]+)#token=([\w-]+)/.exec(mailsTo(email)[0]?.mail.text ?? '');
  return { path: link?.[1] ?? '', token: link?.[2] ?? '' };
}

test('O-09: the server says that a worker is there', async () => {
  const worker = async () => {
    const body = (await (await fetch(`${address}/readyz`)).json()) as { checks: { worker: { status: string } } };
    return body.checks.worker.status;
  };
  await until('the worker is ready', async () => (await worker()) === 'ok');
});

test('A-09: an invitation arrives by mail, and its link makes an account once', async () => {
  const email = 'guest@example.org';
  expect((await invite(email)).status).toBe(201);
  const link = await linkTo(email);
  expect(link.path).toBe('accept-invitation');
  expect((await call('/auth/accept-invitation', { token: link.token, password })).status).toBeLessThan(300);
  expect((await call('/auth/login', { email, password })).status).toBe(200);
  expect((await call('/auth/accept-invitation', { token: link.token, password })).status).toBe(400);
});

test('A-10: a link for a new password arrives by mail, and works once', async () => {
  const fresh = 'unrelated words make mornings better';
  await call('/auth/forgot-password', { email: 'nobody@example.org' });
  await call('/auth/forgot-password', { email: sam });
  const link = await linkTo(sam);
  expect(link.path).toBe('reset-password');
  expect((await call('/auth/reset-password', { token: link.token, password: fresh })).status).toBe(200);
  expect((await call('/auth/reset-password', { token: link.token, password })).status).toBe(400);
  const login = await call('/auth/login', { email: sam, password: fresh });
  expect(login.status).toBe(200);
  token = login.data.access_token ?? '';
  expect(mailsTo('nobody@example.org')).toEqual([]);
});

test('F-18: an SMTP server that never answers is not felt by the API', async () => {
  mails.onMessage = () => 'hang';
  expect((await invite('hanging@example.org')).status).toBe(201);
  await until('it hangs', () => mailsTo('hanging@example.org').length === 1, instantSeconds);
  const started = performance.now();
  expect((await invite('waiting@example.org')).status).toBe(201);
  expect(performance.now() - started).toBeLessThan(2_000);
  // Its job still waits for the answer: a stop waits for neither for long.
  expect(await program.end('SIGTERM')).toBe(0);
  address = await program.start();
  mails.onMessage = () => 'take';
  await linkTo('waiting@example.org');
});

test('F-18: kill -9 in the middle of a mail: the next start gives its jobs back', async () => {
  mails.onMessage = () => 'hang';
  await invite('killed@example.org');
  await until('it hangs', () => mailsTo('killed@example.org').length === 1, instantSeconds);
  await program.end('SIGKILL');
  mails.onMessage = () => 'take';
  address = await program.start();
  // The queue was locked by the dead worker: this mail would wait for hours.
  expect((await invite('next@example.org')).status).toBe(201);
  await linkTo('next@example.org');
});

test('F-18: kill -9 in the middle of a mail: another worker that lives takes over in a while', async () => {
  mails.onMessage = () => 'hang';
  await invite('killed-too@example.org');
  await until('it hangs', () => mailsTo('killed-too@example.org').length === 1, instantSeconds);
  const postgres = await findEmbeddedPostgres(program.dataDir);
  if (postgres === undefined) throw new Error('The PostgreSQL is gone.');
  const { socketDir: folder, port, user, database: name } = postgres;
  const where = { socket: { folder, port, user, database: name } };
  const database = openDatabase(where, { max: 2, onError: () => undefined });
  const queue = openJobPool(where, () => undefined);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  let runs = 0;
  const worker = startWorker({
    db: database.db,
    queue,
    log,
    tools: { ...jobTools(), smtp: createSmtp(mails.url, 'patchlight@example.org') },
    jobs: [
      {
        name: 'send-mails',
        cron: '0 0 30 2 *',
        async run(ctx, signal, tools) {
          runs += 1;
          await sendMails(ctx, { ...tools, signal });
        },
      },
    ],
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    // The first one lives: what it does is left to it.
    expect(runs).toBe(0);
    expect((await invite('taken-over@example.org')).status).toBe(201);
    await program.end('SIGKILL');
    mails.onMessage = () => 'take';
    await until('the mail is sent by the other worker', () => mailsTo('taken-over@example.org').length === 1);
    expect(runs).toBeGreaterThan(0);
  } finally {
    await worker.stop();
    await Promise.all([database.close(), queue.end()]);
  }
}, 90_000);
