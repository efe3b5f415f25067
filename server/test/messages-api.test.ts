import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { pauseAddress } from '../src/auth/address-verification.ts';
import { sendMails } from '../src/mail/send-mails.ts';
import { createSmtp } from '../src/mail/transport.ts';
import { unsubscribeToken } from '../src/notifications/unsubscribe-token.ts';
import { createTelemetry } from '../src/telemetry.ts';
import { secretKey } from './app.ts';
import type { Person } from './factories.ts';
import { api, useJudgedSite } from './judging.ts';
import { useMailServer } from './mail-server.ts';
import { messagesOf } from './messages.ts';

const { test, report, advise, advisory } = useJudgedSite();
const { tell, digest, forget, prefer } = messagesOf(test);
const server = useMailServer();

const send = () =>
  sendMails(test.ctx, {
    smtp: createSmtp(server.url, 'Patchlight <patchlight@example.org>'),
    telemetry: createTelemetry(new Registry()),
    signal: new AbortController().signal,
    onRefusedAddress: (address, reason) => pauseAddress(test.ctx, address, reason),
  });
const ask = (person: Person, method: string, path: string, body?: object) =>
  test.request(test.as(person), method, `${api}${path}`, body);
const of = (person: Person, path = '') => `/users/${person.uuid}${path}`;
const mailTo = (person: Person) =>
  server.received.filter(({ recipients }) => recipients[0] === person.email).map(({ mail }) => mail);

beforeEach(async () => {
  test.pass(2 * 3_600_000);
  await tell();
  await test.sql('delete from outbox');
  await forget();
});

async function anExposure(): Promise<void> {
  await report('1.0.0');
  await advise(advisory('<1.2.0', { title: 'x' }));
  await tell();
}

describe('a mail of a message', () => {
  it('carries what a mailbox needs: both parts, the organization, its thread, one click to end it', async () => {
    await anExposure();
    await send();
    const [mail] = mailTo(test.cast.dev);
    expect(mail?.from?.text).toBe('"Home via Patchlight" <patchlight@example.org>');
    expect(mail?.subject).toMatch(/^\[Security\] /);
    expect(mail?.text).toContain('Change notifications');
    expect(String(mail?.html)).toContain('color-scheme');
    // Of the structured header that the parser makes of it.
    expect(JSON.stringify(mail?.headers.get('list'))).toContain('https://patchlight.example/unsubscribe?token=');
    expect(mail?.headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line).toBe(
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    );
    const [thread] = [mail?.references].flat();
    await report('1.2.0');
    await tell();
    await send();
    const [, second] = mailTo(test.cast.dev);
    expect(second?.subject).toMatch(/^\[Fixed\]/);
    expect([[second?.references].flat()[0], second?.messageId === mail?.messageId]).toEqual([thread, false]);
  });

  it('is one to a person, and names nobody else', async () => {
    await anExposure();
    await send();
    for (const { recipients, mail } of server.received) {
      expect(recipients).toHaveLength(1);
      const text = `${mail.text}${mail.html}`;
      for (const { email } of [test.cast.alice, test.cast.vic, test.cast.charlie])
        if (email !== recipients[0]) expect(text).not.toContain(email);
    }
    expect(new Set(server.received.map(({ recipients }) => recipients[0])).size).toBe(server.received.length);
  });
});

describe('the log of messages', () => {
  it('says what became of each, to the person alone', async () => {
    await anExposure();
    const { data: before } = await ask(test.cast.dev, 'GET', of(test.cast.dev, '/messages'));
    expect(before).toMatchObject([{ kind: 'instant', status: 'waiting', organization: { name: 'Home' }, attempts: 0 }]);
    await send();
    const { data: after } = await ask(test.cast.dev, 'GET', of(test.cast.dev, '/messages?status=delivered'));
    expect(after).toMatchObject([{ status: 'delivered', attempts: 1, answer: expect.stringContaining('250') }]);
    expect((await ask(test.cast.alice, 'GET', of(test.cast.dev, '/messages'))).status).toBe(403);
    expect((await ask(test.cast.charlie, 'GET', of(test.cast.dev, '/messages'))).status).toBe(404);
    const { data: ofAll } = await ask(test.cast.alice, 'GET', `/organizations/${test.cast.home.uuid}/messages`);
    expect(ofAll).toHaveLength(4);
    expect((await ask(test.cast.charlie, 'GET', `/organizations/${test.cast.home.uuid}/messages`)).status).toBe(404);
    expect((await ask(test.cast.charlie, 'GET', `/organizations/${test.cast.away.uuid}/messages`)).data).toEqual([]);
  });

  it('sends one again as it was, under a name of its own', async () => {
    await anExposure();
    await send();
    const {
      data: [message],
    } = await ask(test.cast.dev, 'GET', of(test.cast.dev, '/messages'));
    const again = of(test.cast.dev, `/messages/${message.id}/resend`);
    expect((await ask(test.cast.dev, 'POST', again)).data).toMatchObject({ id: message.id, status: 'waiting' });
    expect((await ask(test.cast.dev, 'POST', again)).status).toBe(409);
    expect((await ask(test.cast.vic, 'POST', of(test.cast.vic, `/messages/${message.id}/resend`))).status).toBe(404);
    await send();
    const mails = mailTo(test.cast.dev);
    expect(mails).toHaveLength(2);
    expect([mails[1]?.subject, mails[1]?.text]).toEqual([mails[0]?.subject, mails[0]?.text]);
    expect(mails[1]?.messageId).not.toBe(mails[0]?.messageId);
  });

  it('is seen whole by whoever runs the installation, those that wait first', async () => {
    await anExposure();
    const { data } = await ask(test.cast.sam, 'GET', '/mails?status=waiting');
    expect(data).toHaveLength(4);
    expect(data[0]).toMatchObject({ kind: 'alert', status: 'waiting', attempts: 0, answer: null });
    expect((await ask(test.cast.alice, 'GET', '/mails')).status).toBe(403);
    expect((await ask(test.cast.sam, 'GET', `/mails?q=${encodeURIComponent(test.cast.dev.email)}`)).data).toHaveLength(
      1,
    );
  });
});

describe('an address that refuses mail for good', () => {
  it('is paused, gets no messages, and goes on when it is verified', async () => {
    server.onRecipient = (address) => (address === test.cast.vic.email ? 550 : 'take');
    await anExposure();
    await send();
    const state = async () => (await ask(test.cast.vic, 'GET', of(test.cast.vic))).data;
    expect(await state()).toMatchObject({ email_state: 'paused', email_pause_reason: expect.stringContaining('550') });
    expect((await ask(test.cast.dev, 'GET', of(test.cast.dev))).data).toMatchObject({ email_state: 'ok' });
    await report('1.2.0');
    await tell();
    const { data: log } = await ask(test.cast.vic, 'GET', of(test.cast.vic, '/messages'));
    expect(log.map(({ status }: { status: string }) => status)).toEqual(['paused', 'failed']);
    server.onRecipient = () => 'take';
    await ask(test.cast.vic, 'POST', of(test.cast.vic, '/verify-address'));
    await send();
    const token = /verify-address#token=(\S+)/.exec(String(mailTo(test.cast.vic).at(-1)?.text))?.[1];
    const verify = () => test.request({}, 'POST', `${api}/auth/verify-address`, { token });
    expect((await verify()).status).toBe(200);
    expect((await verify()).status).toBe(400);
    expect(await state()).toMatchObject({ email_state: 'ok', email_pause_reason: null });
  });

  it('is forgotten with a new address', async () => {
    await pauseAddress(test.ctx, test.cast.vic.email, '550 gone');
    await ask(test.cast.sam, 'PUT', `/users/update/${test.cast.vic.uuid}`, { email: 'vic.new@example.org' });
    expect((await ask(test.cast.sam, 'GET', of(test.cast.vic))).data.email_state).toBe('ok');
    await ask(test.cast.sam, 'PUT', `/users/update/${test.cast.vic.uuid}`, { email: test.cast.vic.email });
  });
});

describe('the link that ends mails', () => {
  const eventsOf = async (person: Person) =>
    (await ask(person, 'GET', of(person))).data.notification_preferences.events;

  it('ends one event with a POST of a mail program, and nothing by a GET', async () => {
    await anExposure();
    await send();
    const url = new URL(
      /https:\/\/patchlight.example\/unsubscribe\?token=\S+/.exec(String(mailTo(test.cast.dev)[0]?.text))?.[0] ?? '',
    );
    const path = `${url.pathname}${url.search}`;
    await test.app.http.inject({ method: 'GET', url: path });
    expect((await eventsOf(test.cast.dev)).security_exposure).toBe('instant');
    const { statusCode, body } = await test.app.http.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect([statusCode, body]).toEqual([200, expect.stringContaining('no more')]);
    expect(await eventsOf(test.cast.dev)).toMatchObject({ security_exposure: 'off', site_silent: 'instant' });
    await prefer(test.cast.dev, { events: { security_exposure: 'instant' } });
  });

  it('ends a digest, which is everything that it tells', async () => {
    const token = unsubscribeToken(secretKey, { userId: test.cast.dev.uuid, subscription: 'daily' });
    const { data } = await test.request({}, 'POST', `${api}/unsubscribe`, { token });
    expect(data).toEqual({ email: 'd…@example.org', ended: 'daily' });
    expect(await eventsOf(test.cast.dev)).toMatchObject({
      exposure_overdue: 'off',
      mute_ending: 'off',
      security_exposure: 'instant',
    });
    await prefer(test.cast.dev, { events: { exposure_overdue: 'daily', mute_ending: 'daily', key_ending: 'daily' } });
  });

  it('is refused when somebody made it up, cut it, or meant somebody else', async () => {
    const token = unsubscribeToken(secretKey, { userId: test.cast.dev.uuid, subscription: 'daily' });
    const forged = [
      unsubscribeToken('another key of somebody who is not us', { userId: test.cast.dev.uuid, subscription: 'daily' }),
      token.slice(0, -1),
      token.replace(test.cast.dev.uuid, test.cast.vic.uuid),
      token.replace('.daily.', '.weekly.'),
      `${token}.x`,
      'x',
    ];
    for (const each of forged)
      expect((await test.request({}, 'POST', `${api}/unsubscribe`, { token: each })).status).toBe(400);
    expect((await eventsOf(test.cast.vic)).exposure_overdue).toBe('daily');
  });
});

describe('a look ahead and back', () => {
  it('at the next digest shows what waits for it, and sends it to oneself without counting it as told', async () => {
    await prefer(test.cast.dev, { events: { security_exposure: 'daily' } });
    await anExposure();
    const path = of(test.cast.dev, '/digest-preview');
    const { data } = await ask(test.cast.dev, 'POST', path, { kind: 'daily', send: true });
    expect(data).toMatchObject({ subject: expect.stringMatching(/^\d+ new/), sent: true, unchanged: false });
    expect(data.html).toContain('<html');
    await send();
    expect(mailTo(test.cast.dev).map(({ subject }) => subject)).toEqual([data.subject]);
    test.pass(24 * 3_600_000);
    await digest();
    const { data: log } = await ask(test.cast.dev, 'GET', of(test.cast.dev, '/messages?kind=daily'));
    expect(log[0].subject).toMatch(/^\d+ new/);
    expect((await ask(test.cast.vic, 'POST', path, { kind: 'daily' })).status).toBe(403);
    await prefer(test.cast.dev, { events: { security_exposure: 'instant' } });
  });

  it('at the last week tells what other choices would have sent', async () => {
    await anExposure();
    const path = of(test.cast.dev, '/messages/forecast');
    const { data: saved } = await ask(test.cast.dev, 'POST', path, {});
    const instants = (messages: { kind: string }[]) => messages.filter(({ kind }) => kind === 'instant').length;
    expect(instants(saved.messages)).toBeGreaterThan(0);
    expect(saved.saved).toBe(saved.messages.length);
    const { data: off } = await ask(test.cast.dev, 'POST', path, {
      notification_preferences: { events: { security_exposure: 'off', site_silent: 'off', membership_changed: 'off' } },
    });
    expect([instants(off.messages), off.saved]).toEqual([0, saved.saved]);
    expect(off.left_out.off).toBeGreaterThan(0);
    const { data: elsewhere } = await ask(test.cast.dev, 'POST', path, {
      notification_preferences: { tags: ['nowhere'] },
    });
    expect(elsewhere.left_out.outside).toBeGreaterThan(0);
  });
});
