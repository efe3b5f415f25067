import { describe, expect, it } from 'vitest';
import { useChannels } from '../../test/channels.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';

const { receiver, app, deliver, sam, channel, announce, deliveries, ids, dataOf } = useChannels();
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

it('S-09: after eight attempts over 31 hours it is given up, and can be replayed as it was', async () => {
  const { id } = await channel();
  await announce();
  receiver.onCall = () => 404;
  const waits = [];
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await deliver();
    const [{ next_attempt_at: next }] = await deliveries(id);
    if (next === null) break;
    waits.push((Date.parse(next) - app.now().getTime()) / second);
    app.setNow(next);
  }
  expect(waits).toEqual([5, 30, 120, 600, 3_600, 21_600, 86_400]);
  expect(receiver.calls).toHaveLength(8);
  const [failed] = await deliveries(id);
  expect(failed).toMatchObject({ status: 'failed', attempts: 8, status_code: 404 });
  receiver.onCall = () => 200;
  expect(await sam('POST', `/${id}/deliveries/${failed.id}/replay`)).toMatchObject({ status: 'waiting', attempts: 0 });
  await deliver();
  expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 1, status_code: 200 }]);
  expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
  expect(new Set(ids()).size).toBe(1);
  const again = await app.request(
    app.as(app.cast.sam),
    'POST',
    `/api/v1/channels/${id}/deliveries/${failed.id}/replay`,
  );
  expect(again.status).toBe(202);
  const third = await app.request(
    app.as(app.cast.sam),
    'POST',
    `/api/v1/channels/${id}/deliveries/${failed.id}/replay`,
  );
  expect(third.status).toBe(409);
});

it('S-09: a receiver that wishes for later gets it, by an hour at most', async () => {
  const { id } = await channel();
  await announce();
  receiver.onCall = () => (response) => void response.writeHead(429, { 'retry-after': '300' }).end();
  await deliver();
  const [{ next_attempt_at: next }] = await deliveries(id);
  expect(Date.parse(next) - app.now().getTime()).toBe(5 * minute);
});

it('S-09: a 410 switches the channel off, says why, and gives up what waits', async () => {
  const { id } = await channel();
  await announce();
  await announce();
  receiver.onCall = () => 410;
  await deliver();
  expect(receiver.calls).toHaveLength(1);
  expect(await sam('GET', `/${id}`)).toMatchObject({ is_active: false, paused: { reason: 'gone' } });
  expect(await deliveries(id)).toMatchObject([
    { status: 'failed', status_code: 410 },
    {
      status: 'failed',
      attempts: 0,
      status_code: null,
      answer: 'The channel was switched off before it could be sent.',
    },
  ]);
  const record = await app.sql(
    "select data->'after' as after from audit_logs where action = 'channel.paused' and target_id = $1",
    [id],
  );
  expect(record).toEqual([{ after: { reason: 'gone' } }]);
  await announce();
  await deliver();
  expect(receiver.calls).toHaveLength(1);
  // On again it is told of what comes from then on.
  expect(await sam('PUT', `/${id}`, { is_active: true })).toMatchObject({ is_active: true, paused: null });
  const news = await announce();
  receiver.onCall = () => 200;
  await deliver();
  expect([receiver.calls.length, dataOf(1).data.id]).toEqual([2, news]);
});

it('S-09: a channel to which nothing could be delivered for three days is switched off', async () => {
  const { id } = await channel();
  receiver.onCall = () => 503;
  for (let passed = 0; passed <= 3 * day; passed += 6 * hour) {
    await announce();
    await deliver();
    expect((await sam('GET', `/${id}`)).is_active).toBe(passed < 3 * day);
    app.pass(6 * hour);
  }
  expect(await sam('GET', `/${id}`)).toMatchObject({
    paused: { reason: 'failing' },
    failing_since: expect.any(String),
  });
});

it('S-09: one delivery that succeeds begins the three days anew', async () => {
  const { id } = await channel();
  for (let hours = 0; hours < 100; hours += 20) {
    receiver.onCall = () => (hours === 40 ? 200 : 503);
    await announce();
    await deliver();
    app.pass(20 * hour);
  }
  expect((await sam('GET', `/${id}`)).is_active).toBe(true);
});

it('S-03: a redirect is a delivery that failed', async () => {
  const { id } = await channel();
  await announce();
  receiver.onCall = () => (response) => void response.writeHead(302, { location: `${receiver.url}/other` }).end();
  await deliver();
  expect(receiver.calls.map(({ path }) => path)).toEqual(['/in']);
  expect(await deliveries(id)).toMatchObject([
    { status: 'waiting', status_code: 302, answer: 'It sends on to another address, which is not followed.' },
  ]);
});

it('S-01: an address that was public when it was given and is not when it is called gets nothing', async () => {
  const { id } = await channel();
  await app.sql("update channels set url = 'https://localhost/in' where uuid = $1", [id]);
  await announce();
  await deliver();
  expect(await deliveries(id)).toMatchObject([
    { status: 'waiting', status_code: null, answer: 'localhost is not on the public Internet.' },
  ]);
});

describe('F-18: a web hook that', () => {
  it('refuses the connection is tried again', async () => {
    const { id } = await channel();
    await announce();
    const away: Outgoing = {
      ...receiver.outgoing,
      post: async () => ({ kind: 'unanswered', reason: 'connect ECONNREFUSED (ECONNREFUSED)' }),
    };
    await deliver({ outgoing: away });
    expect(await deliveries(id)).toMatchObject([
      { status: 'waiting', attempts: 1, answer: expect.stringContaining('REFUSED') },
    ]);
    app.pass(5 * second);
    await deliver();
    expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('never answers is left, and tried again', async () => {
    const { id } = await channel();
    await announce();
    receiver.onCall = () => () => undefined;
    await deliver();
    expect(await deliveries(id)).toMatchObject([
      { status: 'waiting', status_code: null, answer: 'No answer within 2 seconds.' },
    ]);
  });

  it('takes it and then hangs up has it a second time, under the same id', async () => {
    const { id } = await channel();
    await announce();
    receiver.onCall = () => (response) => void response.destroy();
    await deliver();
    app.pass(5 * second);
    receiver.onCall = () => 200;
    await deliver();
    expect(new Set(ids()).size).toBe(1);
    expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });
});

describe('F-18: an end between the claim and the note', () => {
  const dying: Outgoing = {
    ...receiver.outgoing,
    async post(url, message, signal) {
      await receiver.outgoing.post(url, message, signal);
      throw new Error('killed');
    },
  };

  it('sends the same again under the same webhook-id once it is sure, and loses nothing', async () => {
    const { id } = await channel();
    await announce();
    await expect(deliver({ outgoing: dying })).rejects.toThrow('killed');
    await deliver();
    expect(receiver.calls).toHaveLength(1);
    app.pass(30 * second);
    await deliver();
    expect(receiver.calls).toHaveLength(2);
    expect(receiver.calls[1]?.body).toBe(receiver.calls[0]?.body);
    expect(new Set(ids()).size).toBe(1);
    expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('before anything is sent loses nothing either', async () => {
    const { id } = await channel();
    await announce();
    const dead: Outgoing = { ...receiver.outgoing, post: () => Promise.reject(new Error('killed')) };
    await expect(deliver({ outgoing: dead })).rejects.toThrow('killed');
    app.pass(30 * second);
    await deliver();
    expect(await deliveries(id)).toMatchObject([{ status: 'delivered' }]);
  });

  it('by a stop gives back what had no answer yet', async () => {
    const { id } = await channel();
    await announce();
    const stopping = new AbortController();
    const slow: Outgoing = {
      ...receiver.outgoing,
      post(_url, _message, signal) {
        stopping.abort();
        return new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve({ kind: 'unanswered', reason: 'It stops.' })),
        );
      },
    };
    await deliver({ outgoing: slow, signal: stopping.signal });
    expect(await deliveries(id)).toMatchObject([{ status: 'waiting', attempts: 0 }]);
    await deliver();
    expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });
});
