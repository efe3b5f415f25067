import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { useMailServer } from '../../test/mail-server.ts';
import { createSmtp, type Message, type Outcome } from './transport.ts';

const server = useMailServer();
const from = 'Patchlight <patchlight@example.org>';
const message: Message = {
  messageId: '<1.abc@example.org>',
  date: new Date('2026-11-22T12:00:00Z'),
  recipient: 'alice@example.org',
  subject: 'A subject',
  text: 'A text.\n',
};

async function send(changes: Partial<Message> = {}, { url = server.url, signal = AbortSignal.timeout(30_000) } = {}) {
  const session = createSmtp(url, from).open();
  try {
    return await session.send({ ...message, ...changes }, signal);
  } finally {
    session.close();
  }
}

test('F-18: a message arrives with the id and the date that it was given', async () => {
  expect(await send()).toEqual({ status: 'sent', answer: expect.stringContaining('250') });
  const [first] = server.received;
  expect(first?.recipients).toEqual(['alice@example.org']);
  expect(first?.mail).toMatchObject({ messageId: message.messageId, date: message.date, subject: 'A subject' });
  expect(first?.mail.text).toBe(message.text);
  expect(first?.mail.from?.text).toBe('"Patchlight" <patchlight@example.org>');
  expect(first?.mail.headers.get('auto-submitted')).toBe('auto-generated');
});

describe('I-16: nothing that a tenant names gets into a header', () => {
  const headers = ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id'];
  test.each([
    'Update\r\nBcc: x@y.example',
    'Update\nBcc: x@y.example\n\nAnother body',
    'Update\rBcc: x@y.example',
    'Update\u2028Bcc: x@y.example',
    'Ünïcode\r\nBcc: x@y.example',
    '<a@b.example>, c@d.example',
    `${'long '.repeat(50)}\r\nBcc: x@y.example`,
  ])('subject %j', async (subject) => {
    expect(await send({ subject })).toMatchObject({ status: 'sent' });
    const [first] = server.received;
    expect(first?.recipients).toEqual(['alice@example.org']);
    expect([...(first?.mail.headers.keys() ?? [])].sort()).toEqual([...headers, 'mime-version', 'subject', 'to']);
    expect(first?.mail.subject).toBe(subject.replace(/[\r\n\u2028]+/g, ' ').trim());
    expect(first?.mail.text).toBe(message.text);
  });

  test.each([
    'Acme\r\nBcc: x@y.example',
    '<a@b.example>, c@d.example',
    '"Acme" <a@b.example>',
    'Ünïcode\u2028Bcc: x@y.example',
  ])('sender %j', async (sender) => {
    expect(await send({ sender })).toMatchObject({ status: 'sent' });
    const [first] = server.received;
    expect([...(first?.mail.headers.keys() ?? [])].sort()).toEqual([...headers, 'mime-version', 'subject', 'to']);
    expect(first?.mail.from?.value.map(({ address }) => address)).toEqual(['patchlight@example.org']);
  });

  test.each([
    'x@y.example\r\nBcc: z@y.example',
    'x@y.example\r\nRCPT TO:<z@y.example>',
    '<a@b.example>, c@d.example',
    'a@b.example,c@d.example',
    'a@b.example;c@d.example',
    'Name <a@b.example>',
    'undisclosed: a@b.example;',
    '"a b"@c.example',
    'a@b@c.example',
    '',
  ])('recipient %j is refused before anything is sent', async (recipient) => {
    expect(await send({ recipient })).toMatchObject({ status: 'refused' });
    expect(server.received).toEqual([]);
  });
});

test('a message has both parts, its thread, and one click to end it', async () => {
  const unsubscribeUrl = 'https://patchlight.example/unsubscribe?token=x';
  await send({ html: '<p>A <b>text</b>.</p>', references: '<first@example.org>', unsubscribeUrl });
  const [first] = server.received;
  expect(first?.mail).toMatchObject({
    text: message.text,
    references: '<first@example.org>',
    inReplyTo: '<first@example.org>',
  });
  expect(String(first?.mail.html)).toContain('<b>text</b>');
  const lines = first?.mail.headerLines.map(({ line }) => line) ?? [];
  expect(lines).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`);
  expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
});

describe('F-18: what the server answers', () => {
  const statusOf = async (sending: Promise<Outcome>) => (await sending).status;

  test.each([
    [550, 'refused'],
    [450, 'deferred'],
    [421, 'away'],
  ])('%i to the recipient: %s', async (code, status) => {
    server.onRecipient = () => code;
    expect(await send()).toMatchObject({ status, reason: expect.stringContaining(`${code}`) });
  });

  test.each([
    [554, 'refused'],
    [452, 'deferred'],
  ])('%i to the content: %s', async (code, status) => {
    server.onMessage = () => code;
    expect(await send()).toMatchObject({ status, reason: expect.stringContaining(`${code}`) });
  });

  test('it hangs up after it has read the message: sent once, and it may be there', async () => {
    server.onMessage = () => 'cut';
    expect(await statusOf(send())).toBe('away');
    expect(server.received).toHaveLength(1);
  });

  test('it never answers: given up when told to', async () => {
    server.onMessage = () => 'hang';
    expect(await statusOf(send({}, { signal: AbortSignal.timeout(500) }))).toBe('away');
  });

  test('it does not know our password', async () => {
    expect(await statusOf(send({}, { url: server.url.replace('//', '//user:wrong@') }))).toBe('away');
  });
});

describe('F-18: no mail server', () => {
  let listener: Server | undefined;
  afterEach(() => listener?.close());

  test('nobody listens', async () => {
    expect(await send({}, { url: 'smtp://127.0.0.1:9' })).toMatchObject({ status: 'away' });
  });

  test('what listens is something else', async () => {
    listener = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await new Promise<number>((resolve) => {
      listener?.listen(0, '127.0.0.1', () => {
        const address = listener?.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    expect(await send({}, { url: `smtp://127.0.0.1:${port}` })).toMatchObject({ status: 'away' });
  });
});
