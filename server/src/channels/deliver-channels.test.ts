import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { useChannels } from '../../test/channels.ts';
import { makeOrganization } from '../../test/factories.ts';
import { newId } from '../ids.ts';
import type { Describe } from './deliver-channels.ts';
import { exampleNews } from './example-news.ts';

const { receiver, app, registry, described, sayExample, deliver, sam, channel, announce, deliveries, ids, dataOf } =
  useChannels();
const [second, hour, day] = [1_000, 3_600_000, 86_400_000];

it('S-09: a notice is sent once, with what it says, and the list shows what became of it', async () => {
  const before = await announce();
  const { id } = await channel();
  const after = await announce({ stage: 'resolved' });
  await deliver();
  await deliver();
  expect(receiver.calls.map(({ path }) => path)).toEqual(['/in']);
  expect(dataOf(0)).toMatchObject({
    type: 'security_exposure.resolved',
    timestamp: '2026-01-07T17:00:00.000Z',
    data: { id: after, kind: 'security_exposure', hole: { fixed_in: ['2.4.1'], risk_vector: expect.any(String) } },
  });
  expect(described.length).toBe(1);
  expect(before).not.toBe(after);
  const [delivery, ...others] = await deliveries(id);
  expect(others).toEqual([]);
  expect(delivery).toMatchObject({
    id: ids()[0],
    event: 'security_exposure',
    stage: 'resolved',
    subject: 'SA-CONTRIB-2026-000: the hole in Postcard is closed on 1 site',
    status: 'delivered',
    attempts: 1,
    status_code: 200,
    answer: 'answered 200',
    next_attempt_at: null,
  });
  expect((await sam('GET', `/${id}`)).last_delivered_at).not.toBeNull();
});

it('S-09: each attempt has the same id and body, and a time and a signature of its own', async () => {
  const { id, secret } = await channel();
  await announce();
  receiver.onCall = () => 500;
  await deliver();
  expect(await deliveries(id)).toMatchObject([
    { status: 'waiting', attempts: 1, status_code: 500, answer: 'answered 500' },
  ]);
  app.pass(4 * second);
  await deliver();
  expect(receiver.calls).toHaveLength(1);
  app.pass(second);
  receiver.onCall = () => 204;
  await deliver();
  const [one, two] = receiver.calls;
  expect(receiver.calls).toHaveLength(2);
  expect([two?.body, two?.headers['webhook-id']]).toEqual([one?.body, one?.headers['webhook-id']]);
  expect(Number(two?.headers['webhook-timestamp']) - Number(one?.headers['webhook-timestamp'])).toBe(5);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  for (const { headers, body } of receiver.calls) {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  }
  expect(described).toHaveLength(1);
});

it('S-09: for a day after a rotation both secrets sign', async () => {
  const { id } = await channel();
  const { secret } = await sam('POST', `/${id}/rotate-secret`);
  await announce();
  await deliver();
  app.pass(day);
  await announce();
  await deliver();
  const signatures = receiver.calls.map(({ headers }) => String(headers['webhook-signature']).split(' '));
  expect(signatures.map((each) => each.length)).toEqual([2, 1]);
  const call = receiver.calls[0];
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${call?.headers['webhook-id']}.${call?.headers['webhook-timestamp']}.${call?.body}`;
  expect(signatures[0]?.[0]).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
});

test('S-09: several workers at once send each delivery once', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => channel()));
  for (let index = 0; index < 12; index += 1) await announce();
  await Promise.all([deliver(), deliver(), deliver(), deliver()]);
  await deliver();
  expect(receiver.calls).toHaveLength(72);
  expect(new Set(ids()).size).toBe(72);
  for (const { id } of made)
    expect((await deliveries(id)).map(({ status }: { status: string }) => status)).toEqual(Array(12).fill('delivered'));
});

it('what a channel is told stays in its order, one at a time', async () => {
  await channel();
  const announced = [];
  for (let index = 0; index < 8; index += 1) announced.push(await announce());
  let [now, most] = [0, 0];
  receiver.onCall = () => (response) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      response.end();
    }, 20);
  };
  await Promise.all([deliver(), deliver()]);
  await deliver();
  expect(receiver.calls.map((_, index) => dataOf(index).data.id)).toEqual(announced);
  expect(most).toBe(1);
});

it('S-04: an organization whose channels never answer holds up none of the others', async () => {
  const slow = await makeOrganization(app.ctx, 'Slow');
  for (let index = 0; index < 18; index += 1) await channel({ url: `${receiver.url}/slow` }, slow);
  const { id } = await channel();
  await announce({ organization: slow });
  await announce();
  const arrived: number[] = [];
  const began = performance.now();
  receiver.onCall = ({ path }) => {
    if (path === '/slow') return () => undefined;
    arrived.push(performance.now() - began);
    return 200;
  };
  const stopping = new AbortController();
  const running = deliver({ signal: stopping.signal });
  await new Promise((resolve) => setTimeout(resolve, 500));
  // Also of what comes while they are waited for.
  await announce();
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  stopping.abort();
  await running;
  expect(arrived).toHaveLength(2);
  expect(arrived[0]).toBeLessThan(500);
  expect(await deliveries(id)).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
});

describe('is told of', () => {
  it('the kinds that it wants', async () => {
    await channel({ events: ['site_silent', 'report_ready'] });
    await announce();
    const wanted = await announce({ kind: 'site_silent' });
    await deliver();
    expect(receiver.calls.map((_, index) => dataOf(index).data.id)).toEqual([wanted]);
  });

  it('sites with its tags: what is said of them, or nothing', async () => {
    const { id } = await channel({ tags: ['shop', 'client'] });
    await announce({}, null);
    await deliver();
    expect(described).toMatchObject([{ organizationId: app.cast.home.id, tags: ['shop', 'client'] }]);
    expect([receiver.calls, await deliveries(id)]).toEqual([[], []]);
    await deliver();
    expect(described).toHaveLength(1);
  });

  it('holes from its risk on, and of those whose risk nobody knows', async () => {
    await channel({ min_risk: 15 });
    const withRisk = (risk: number | null) => ({ ...exampleNews, id: newId(), hole: { ...exampleNews.hole, risk } });
    for (const risk of [14, 15, null]) await announce({}, withRisk(risk));
    await deliver();
    expect(receiver.calls.map((_, index) => dataOf(index).data.hole.risk)).toEqual([15, null]);
  });

  it('nothing of another organization', async () => {
    const { id } = await channel();
    await channel({ url: `${receiver.url}/away` }, app.cast.away);
    await announce();
    await deliver();
    expect(receiver.calls.map(({ path }) => path)).toEqual(['/in']);
    expect(await deliveries(id)).toHaveLength(1);
  });
});

it('a message that cannot be written holds up none of the others', async () => {
  const { id } = await channel();
  const bad = await announce();
  await announce();
  const describe: Describe = async (ctx, wanted) => {
    const news = await sayExample(ctx, wanted);
    if (news?.id === bad) throw new Error('a fault of ours');
    return news;
  };
  await deliver({ describe });
  expect(await deliveries(id)).toMatchObject([
    { status: 'waiting', answer: 'It could not be written. The log of the server says why.' },
    { status: 'delivered' },
  ]);
});

it('nothing is sent while nobody can say anything, and nothing is lost', async () => {
  await channel();
  await announce();
  await deliver({ describe: undefined });
  expect(receiver.calls).toHaveLength(0);
  await deliver();
  expect(receiver.calls).toHaveLength(1);
});

it('a test is sent at once and once, signed, and stands in the list', async () => {
  const { id } = await channel();
  const made = await sam('POST', `/${id}/test`);
  expect(made).toMatchObject({ event: 'test', stage: null, status: 'delivered', attempts: 1, status_code: 200 });
  expect(receiver.calls[0]?.headers['webhook-id']).toBe(made.id);
  expect(receiver.calls[0]?.headers['webhook-signature']).toMatch(/^v1,/);
  expect(dataOf(0).data.hole.title).toBe('This is a test: nothing is wrong.');
  receiver.onCall = () => 500;
  expect(await sam('POST', `/${id}/test`)).toMatchObject({
    status: 'failed',
    status_code: 500,
    answer: 'answered 500',
  });
  app.pass(hour);
  await deliver();
  expect(receiver.calls).toHaveLength(2);
  expect(await deliveries(id)).toHaveLength(2);
});

it('S-09: attempts are counted by what became of them', async () => {
  registry.resetMetrics();
  await channel();
  await channel({ type: 'slack' });
  await announce();
  receiver.onCall = ({ headers }) => (headers['webhook-id'] === undefined ? 500 : 200);
  await deliver();
  const text = await registry.metrics();
  expect(text).toContain('patchlight_channel_deliveries_total{type="webhook",outcome="delivered"} 1');
  expect(text).toContain('patchlight_channel_deliveries_total{type="slack",outcome="deferred"} 1');
});

it('nothing that is logged names an address or a secret', async () => {
  const { secret } = await channel({ type: 'slack', url: `${receiver.url}/services/hidden` });
  const hook = await channel({ url: `${receiver.url}/hidden` });
  await announce();
  receiver.onCall = () => 500;
  await deliver();
  expect(secret).toBeNull();
  const log = app.logged.join('');
  expect(log).toContain('channel not told');
  for (const hidden of ['hidden', hook.secret]) expect(log).not.toContain(hidden);
});
