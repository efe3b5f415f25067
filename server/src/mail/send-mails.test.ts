import { Registry } from 'prom-client';
import { beforeEach, describe, expect, test } from 'vitest';
import { useApp } from '../../test/app.ts';
import { useMailServer } from '../../test/mail-server.ts';
import { inTransaction } from '../context.ts';
import { createTelemetry } from '../telemetry.ts';
import { queueMail } from './outbox.ts';
import { sendMails } from './send-mails.ts';
import { createSmtp, type Smtp } from './transport.ts';

const app = useApp();
const server = useMailServer();
const minute = 60_000;
const registry = new Registry();
const telemetry = createTelemetry(registry);
const live = new AbortController().signal;

const smtp = () => createSmtp(server.url, 'patchlight@example.org');
const send = (through: Smtp | undefined = smtp(), signal = live) =>
  sendMails(app.ctx, { smtp: through, telemetry, signal });

interface Row {
  attempts: number;
  sent_at: string | null;
  failed_at: string | null;
  failure: string | null;
  text: string;
}

async function queue(recipient: string, minutes = 60) {
  const expiresAt = new Date(app.now().getTime() + minutes * minute);
  await inTransaction(app.ctx, (tx) =>
    queueMail(tx, { kind: 'invitation', recipient, subject: 'Hello', text: `To ${recipient}\n`, expiresAt }),
  );
}

async function rowOf(recipient: string) {
  const [row] = await app.sql<Row>('select * from outbox where recipient = $1', [recipient]);
  return row;
}

const arrived = () => server.received.map(({ recipients }) => recipients.join());

beforeEach(() => app.sql('delete from outbox'));

test('F-18: a mail is sent once, and its text is kept no longer', async () => {
  await queue('once@example.org');
  await send();
  await send();
  expect(arrived()).toEqual(['once@example.org']);
  expect(server.received[0]?.mail.text).toBe('To once@example.org\n');
  expect(await rowOf('once@example.org')).toMatchObject({ attempts: 1, failure: null, failed_at: null, text: '' });
  expect((await rowOf('once@example.org'))?.sent_at).not.toBeNull();
});

test('F-18: without a server it waits as it is', async () => {
  await queue('waiting@example.org', 1);
  app.pass(2 * minute);
  await sendMails(app.ctx, { smtp: undefined, telemetry, signal: live });
  expect(await rowOf('waiting@example.org')).toMatchObject({ attempts: 0, sent_at: null, failed_at: null });
});

test('F-18: several at once send each mail once', async () => {
  for (let index = 0; index < 12; index += 1) await queue(`many-${index}@example.org`);
  await Promise.all([send(), send(), send()]);
  expect(new Set(arrived()).size).toBe(12);
  expect(server.received).toHaveLength(12);
});

test('F-18: what expires first goes first', async () => {
  await queue('digest@example.org', 3 * 24 * 60);
  await queue('invitation@example.org', 24 * 60);
  await queue('reset@example.org', 10);
  await send();
  expect(arrived()).toEqual(['reset@example.org', 'invitation@example.org', 'digest@example.org']);
});

test('F-18: while the server is away one mail is tried at a time, with growing pauses, and all arrive in the end', async () => {
  await queue('first@example.org', 24 * 60);
  await queue('second@example.org', 24 * 60);
  const away = createSmtp('smtp://127.0.0.1:9', 'patchlight@example.org');
  // Each of the two has asked for the job.
  await send(away);
  await send(away);
  expect([await rowOf('first@example.org'), await rowOf('second@example.org')]).toMatchObject([
    { attempts: 1, failure: expect.stringContaining('ECONNREFUSED') },
    { attempts: 0 },
  ]);
  let attempts = 0;
  for (let minutes = 0; minutes < 20; minutes += 1) {
    app.pass(minute);
    await send(away);
    attempts =
      ((await rowOf('first@example.org'))?.attempts ?? 0) + ((await rowOf('second@example.org'))?.attempts ?? 0);
  }
  // Each after 1, 3, 7 and 15 minutes.
  expect(attempts).toBe(10);
  app.pass(30 * minute);
  await send();
  expect(arrived()).toEqual(['first@example.org', 'second@example.org']);
});

test('F-18: a recipient that is refused for good is kept with the reason, and holds up nobody', async () => {
  server.onRecipient = (address) => (address.startsWith('gone') ? 550 : 'take');
  await queue('gone@example.org', 10);
  await queue('there@example.org');
  await send();
  app.pass(59 * minute);
  await send();
  expect(arrived()).toEqual(['there@example.org']);
  expect(await rowOf('gone@example.org')).toMatchObject({
    attempts: 1,
    sent_at: null,
    failure: expect.stringContaining('550'),
  });
  expect((await rowOf('gone@example.org'))?.failed_at).not.toBeNull();
});

test('F-18: a recipient that is put off is tried again, and holds up nobody', async () => {
  server.onRecipient = (address) => (address.startsWith('grey') ? 450 : 'take');
  await queue('grey@example.org', 10);
  await queue('white@example.org');
  await send();
  expect(arrived()).toEqual(['white@example.org']);
  server.onRecipient = () => 'take';
  await send();
  expect(arrived()).toEqual(['white@example.org']);
  app.pass(minute);
  await send();
  expect(arrived()).toEqual(['white@example.org', 'grey@example.org']);
});

test('F-18: what could not be sent in time is not sent any more', async () => {
  await queue('late@example.org', 10);
  await send(createSmtp('smtp://127.0.0.1:9', 'patchlight@example.org'));
  app.pass(10 * minute);
  await send();
  expect(server.received).toEqual([]);
  expect(await rowOf('late@example.org')).toMatchObject({ failure: expect.stringMatching(/^Expired .*ECONNREFUSED/) });
});

describe('F-18: an end between the acceptance and the note of it', () => {
  /** Delivers, and then is no more. */
  function dying(): Smtp {
    const real = smtp();
    return {
      domain: real.domain,
      open() {
        const session = real.open();
        return {
          async send(message, signal) {
            await session.send(message, signal);
            throw new Error('killed');
          },
          close: session.close,
        };
      },
    };
  }

  test('gives a second copy with the same Message-ID, which a mailbox shows once', async () => {
    await queue('twice@example.org');
    await expect(send(dying())).rejects.toThrow('killed');
    await send();
    expect(server.received).toHaveLength(1);
    app.pass(minute);
    await send();
    expect(arrived()).toEqual(['twice@example.org', 'twice@example.org']);
    expect(new Set(server.received.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect(await rowOf('twice@example.org')).toMatchObject({ attempts: 2 });
  });

  test('concerns no mail before it', async () => {
    await queue('before@example.org', 10);
    await queue('after@example.org', 20);
    await send(smtp());
    await queue('killed@example.org', 10);
    await expect(send(dying())).rejects.toThrow('killed');
    app.pass(minute);
    await send();
    expect(arrived().filter((address) => address !== 'killed@example.org')).toEqual([
      'before@example.org',
      'after@example.org',
    ]);
  });
});

test('F-18: it stops when told to, after the mail that is on its way', async () => {
  const stopping = new AbortController();
  server.onMessage = () => {
    stopping.abort();
    return 'take';
  };
  await queue('one@example.org', 10);
  await queue('two@example.org', 20);
  await send(smtp(), stopping.signal);
  expect([(await rowOf('one@example.org'))?.sent_at === null, (await rowOf('two@example.org'))?.attempts]).toEqual([
    false,
    0,
  ]);
});

test('I-16: a name of an organization that holds a header gives one recipient and no header', async () => {
  const alice = app.as(app.cast.sam);
  for (const name of ['Evil\r\nBcc: x@y.example', '<a@b.example>, c@d.example']) {
    const made = await app.request(alice, 'POST', '/api/v1/organizations', { name });
    if (made.status !== 201) continue;
    const email = `guest-${server.received.length}@example.org`;
    const body = { email, name, role: 'viewer', organization_id: made.data.id };
    expect((await app.request(alice, 'POST', '/api/v1/users/add', body)).status).toBeLessThan(300);
    await send();
    const last = server.received.at(-1);
    expect([last?.recipients, last?.mail.bcc, last?.mail.cc]).toEqual([[email], undefined, undefined]);
    expect(last?.mail.to).toMatchObject({ text: email });
  }
  expect(server.received.length).toBeGreaterThan(0);
});

test('F-18: mails and those that wait are counted', async () => {
  registry.resetMetrics();
  server.onRecipient = (address) => (address.startsWith('grey') ? 450 : 'take');
  await queue('grey@example.org');
  await queue('white@example.org');
  await send();
  const text = await registry.metrics();
  expect(text).toContain('patchlight_mails_total{kind="invitation",outcome="sent"} 1');
  expect(text).toContain('patchlight_mails_total{kind="invitation",outcome="deferred"} 1');
  expect(await app.app.metrics.metrics()).toContain('patchlight_mail_queue 1\n');
});
